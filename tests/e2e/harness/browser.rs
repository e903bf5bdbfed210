//! The person's browser: a real Chromium on the practice firm's pages.

use fantoccini::{Client, Locator};
use serde_json::json;

use super::app::connect;
use super::practice::Practice;
use super::wait::{SHORT, eventually};
use super::world::{World, free_port};

/// A Chromium with a profile of its own, in which the person has already ticked *Always allow* for
/// `counterfoil://` links from the practice firm: the question belongs to Chromium, not to us.
pub(crate) struct Browser {
    client: Client,
}

impl Browser {
    /// Starts Chromium in `world`.
    pub(crate) async fn start(world: &mut World, practice: &Practice) -> Self {
        Self::start_with(world, practice, &[]).await
    }

    /// The same, with more variables; programs that Chromium starts inherit them.
    pub(crate) async fn start_with(
        world: &mut World,
        practice: &Practice,
        variables: &[(&str, String)],
    ) -> Self {
        let port = free_port();
        world.spawn_with("chromedriver", &[&format!("--port={port}")], variables);
        let profile = format!("--user-data-dir={}", world.path(&format!("home/chromium-{port}")).display());
        let wanted = json!({
            "goog:chromeOptions": {
                "args": [
                    // Chromium's sandbox does not start for root or in most containers; only our own pages are opened.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-quic",
                    "--no-first-run",
                    "--no-default-browser-check",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-proxy-server",
                    "--password-store=basic",
                    "--window-size=1000,820",
                    "--window-position=140,40",
                    profile,
                ],
                "prefs": {
                    "protocol_handler": {
                        "allowed_origin_protocol_pairs": { practice.origin(): { "counterfoil": true } }
                    }
                }
            }
        });
        Self {
            client: connect(port, wanted).await,
        }
    }

    /// Goes to `url`.
    pub(crate) async fn open(&self, url: &str) {
        self.client
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("Chromium cannot open {url}: {error}"));
    }

    /// Clicks what matches `selector`, once it can be clicked. For buttons that lead to another page.
    pub(crate) async fn click(&self, selector: &str) {
        eventually(&format!("{selector} can be clicked in the browser"), SHORT, async || {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            element.click().await.ok()
        })
        .await;
    }

    /// Signs in as `email`, chooses the company `realm` and approves.
    pub(crate) async fn approve(&self, email: &str, realm: &str) {
        self.choose(email, realm).await;
        self.click("#approve").await;
    }

    /// Signs in as `email` and chooses the company `realm`; what is asked for stands on the page.
    pub(crate) async fn choose(&self, email: &str, realm: &str) {
        self.click(&format!("[name=person][value=\"{email}\"]")).await;
        self.click(&format!("[name=realm][value=\"{realm}\"]")).await;
    }

    /// The page as it stands.
    pub(crate) async fn source(&self) -> String {
        self.client.source().await.expect("the page can be read")
    }

    /// Whether something on the page matches `selector`.
    pub(crate) async fn has(&self, selector: &str) -> bool {
        self.client.find(Locator::Css(selector)).await.is_ok()
    }
}
