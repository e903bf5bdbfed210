//! `cargo run -p practice -- --port 4010`: prints one JSON line when ready and stops on Ctrl-C or
//! when standard input closes.

use std::{path::PathBuf, process::ExitCode};

use practice::{Config, Practice};
use tokio::io::AsyncReadExt as _;

const USAGE: &str = "Usage: practice [--port <number>] [--folder <path>] [--empty]

  --port <number>   port on 127.0.0.1; 0 (the default) takes any free one
  --folder <path>   keep what people do in this folder; without it nothing is kept
  --empty           begin without end-users; else those of the sample firm are in place

Prints one line of JSON when ready. Stops on Ctrl-C or when standard input closes.";

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let config = match config(std::env::args().skip(1)) {
        Ok(Some(config)) => config,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let practice = Practice::start(config).await?;
    // Before the line is printed: its reader may interrupt at once.
    let mut interrupted = interruptions()?;
    let mut line = serde_json::to_value(practice.endpoints())?;
    line["sampleFirm"] = practice.sample_firm();
    println!("{line}");
    tokio::select! {
        _ = interrupted.recv() => {}
        () = standard_input_closed() => {}
    }
    practice.stop().await;
    // Reading standard input holds a thread that cannot be cancelled.
    std::process::exit(0);
}

#[cfg(unix)]
fn interruptions() -> std::io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn interruptions() -> std::io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

async fn standard_input_closed() {
    let mut input = tokio::io::stdin();
    let mut ignored = [0; 256];
    while input.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
}

/// `None` asks for the usage.
fn config(mut arguments: impl Iterator<Item = String>) -> Result<Option<Config>, String> {
    let mut config = Config {
        sample: true,
        ..Config::default()
    };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value."));
        match argument.as_str() {
            "--port" => {
                let text = value()?;
                config.port = text
                    .parse()
                    .map_err(|_| format!("{text} is not a port number."))?;
            }
            "--folder" => config.folder = Some(PathBuf::from(value()?)),
            "--empty" => config.sample = false,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("There is no option {other}.")),
        }
    }
    Ok(Some(config))
}
