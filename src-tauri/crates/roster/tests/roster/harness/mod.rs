//! A practice firm of one's own, a roster over it, and the people who click.

mod app;
mod platform;
mod test_env;
mod vault;

pub(crate) use app::AppUnderTest;
pub(crate) use platform::{FakeNetwork, FakeShell};
pub(crate) use test_env::{TestEnv, conductor_at, intuit_client, test_pc, url};
pub(crate) use vault::TestVault;

pub(crate) const MARIA: &str = "maria@haleortiz.example";
pub(crate) const TOM: &str = "tom@haleortiz.example";
pub(crate) const PRIYA: &str = "priya@haleortiz.example";

/// Sue's Bakery LLC: Maria is an admin, payroll is on.
pub(crate) const SUES: &str = "9130349878530396";
/// Cedar Loft Interiors: Tom is an employee, payroll is off.
pub(crate) const CEDAR: &str = "9130349878530471";
/// Juniper Yoga Studio: the roles scope was never granted.
pub(crate) const JUNIPER: &str = "9130349878530538";
/// Bluebell Nursery: the role is null.
pub(crate) const BLUEBELL: &str = "9130349878530689";
/// Wren & Daughters.
pub(crate) const WREN: &str = "9130349878530744";
/// Silver Birch Framing: Tom's role is a type nobody knows.
pub(crate) const SILVER: &str = "9130349878530866";
/// Bakewell Street Books: nobody's client, with the last four digits of Sue's Bakery.
pub(crate) const TWIN: &str = "9130349878610396";
/// Lantern Hill Farm: nobody's client.
pub(crate) const LANTERN: &str = "9130349878531077";

/// Whether a problem is a service that was not reached, or that said nothing about the client.
pub(crate) fn is_unreached(view: &roster::view::ProblemView) -> bool {
    use roster::view::{Problem, ServiceProblem};
    matches!(
        view.problem,
        Problem::Service(
            ServiceProblem::NotAnswering { .. }
                | ServiceProblem::AskedTooMuch { .. }
                | ServiceProblem::RefusedForNow { .. }
                | ServiceProblem::Offline
        )
    )
}
