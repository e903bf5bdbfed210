//! The person's browser: a real Chromium on the practice firm's pages.

use fantoccini::{Client, Locator};
use serde_json::json;

use super::app::{PAINTED, connect};
use super::identity::OWN;
use super::practice::Practice;
use super::test_env::{TestEnv, free_port};
use super::wait::{SHORT, eventually, in_time};

/// A Chromium with a profile of its own, in which the person has already ticked *Always allow* for
/// the app's links from the practice firm: the question belongs to Chromium, not to us.
pub(crate) struct Browser {
    client: Client,
}

impl Browser {
    /// Starts Chromium in `env`.
    pub(crate) async fn start(env: &mut TestEnv, practice: &Practice) -> Self {
        Self::start_with(env, practice, &[]).await
    }

    /// The same, with more variables; programs that Chromium starts inherit them.
    pub(crate) async fn start_with(
        env: &mut TestEnv,
        practice: &Practice,
        variables: &[(&str, String)],
    ) -> Self {
        let port = free_port();
        env.spawn_with("chromedriver", &[&format!("--port={port}")], variables);
        let profile = format!(
            "--user-data-dir={}",
            env.path(&format!("home/chromium-{port}")).display()
        );
        let wanted = json!({
            "goog:chromeOptions": {
                "args": [
                    // Chromium's sandbox does not start for root or in most containers; only our own pages are opened.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-quic",
                    // Hides the banners about the two lines above and about being driven, which nobody needs on a picture.
                    "--test-type",
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
                "excludeSwitches": ["enable-automation"],
                "prefs": {
                    "protocol_handler": {
                        "allowed_origin_protocol_pairs": { practice.origin(): { OWN.scheme: true } }
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
        in_time("a page in Chromium", SHORT, self.client.goto(url))
            .await
            .unwrap_or_else(|error| panic!("Chromium cannot open {url}: {error}"));
    }

    /// Clicks what matches `selector`, once it can be clicked. For buttons that lead to another page.
    pub(crate) async fn click(&self, selector: &str) {
        eventually(
            &format!("{selector} can be clicked in the browser"),
            SHORT,
            async || {
                let element = self.client.find(Locator::Css(selector)).await.ok()?;
                element.click().await.ok()
            },
        )
        .await;
    }

    /// Signs in as `email`, chooses the company `realm` and approves.
    pub(crate) async fn approve(&self, email: &str, realm: &str) {
        self.choose(email, realm).await;
        self.click("#approve").await;
    }

    /// Signs in as `email` and chooses the company `realm`; what is asked for is on the page.
    pub(crate) async fn choose(&self, email: &str, realm: &str) {
        self.sign_in(email).await;
        self.choose_company(realm).await;
    }

    /// Signs in as `email`.
    pub(crate) async fn sign_in(&self, email: &str) {
        self.click(&format!("button[name=person][value=\"{email}\"]"))
            .await;
    }

    /// Chooses the company `realm`.
    pub(crate) async fn choose_company(&self, realm: &str) {
        self.click(&format!("button[name=realm][value=\"{realm}\"]"))
            .await;
    }

    /// Waits until something on the page matches `selector` and has been painted.
    pub(crate) async fn shows(&self, selector: &str) {
        eventually(
            &format!("{selector} is in the browser"),
            SHORT,
            async || self.client.find(Locator::Css(selector)).await.ok(),
        )
        .await;
        in_time(
            "a painted page",
            SHORT,
            self.client.execute_async(PAINTED, Vec::new()),
        )
        .await
        .expect("a page of ours can be asked when it is painted");
    }
}
