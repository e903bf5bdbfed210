//! The `counterfoil` program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    counterfoil_lib::run();
}
