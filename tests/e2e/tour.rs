//! Walks through the main job in the real window and a real browser, takes pictures of every step and
//! prints the roster: what `make run` does where nobody can look.

mod harness;

use std::path::{Path, PathBuf};

use harness::{
    App, Browser, MARIA, NORTHWIND, Practice, SHORT, TestEnv, WREN, app::CLASS, eventually, flows,
};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut tour = Tour::begin().await;
    tour.connect_online().await;
    tour.connect_desktop().await;
    tour.read_books().await;
    tour.look_around().await;
    tour.end().await;
}

struct Tour {
    env: TestEnv,
    app: App,
    browser: Browser,
    folder: PathBuf,
    pictures: Vec<String>,
}

impl Tour {
    async fn begin() -> Self {
        println!("Starting Counterfoil on a virtual display, on the practice firm.");
        let mut env = TestEnv::start("tour").await;
        let app = App::practice(&mut env).await;
        let practice = Practice::of(&env).await;
        let browser = Browser::start(&mut env, &practice).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tour");
        let _ = std::fs::remove_dir_all(&folder);
        let mut tour = Self {
            env,
            app,
            browser,
            folder,
            pictures: Vec::new(),
        };
        tour.window("roster").await;
        tour
    }

    async fn connect_online(&mut self) {
        println!("Connecting {} (QuickBooks Online).", WREN.name);
        flows::open_sheet(&self.app, WREN.name).await;
        self.window("online-consent").await;
        let sign_in = flows::continue_in_browser(&self.env, &self.app).await;
        self.window("online-waiting").await;
        self.browser.open(&sign_in).await;
        self.page("online-sign-in", "button[name=person]").await;
        self.browser.sign_in(MARIA).await;
        self.page("online-company", "button[name=realm]").await;
        self.browser.choose_company(WREN.realm).await;
        self.page("online-approve", "#approve").await;
        self.browser.click("#approve").await;
        self.app.wait_for_sheet("confirm", "").await;
        self.window("online-confirm").await;
        flows::save(&self.app).await;
        self.app.wait_for_state(WREN.name, "connected").await;
        self.window("online-connected").await;
    }

    async fn connect_desktop(&mut self) {
        println!("Connecting {NORTHWIND} (QuickBooks Desktop).");
        flows::open_sheet(&self.app, NORTHWIND).await;
        flows::tick_what_must_be_true(&self.app).await;
        self.window("desktop-checklist").await;
        let link = flows::continue_in_browser(&self.env, &self.app).await;
        self.window("desktop-waiting").await;
        self.browser.open(&link).await;
        self.page("desktop-set-up", "#finish").await;
        self.browser.click("#finish").await;
        self.page("desktop-finished", "#connected").await;
        self.app.wait_for_sheet("done", "").await;
        self.window("desktop-done").await;
        self.app.click("connect-close").await;
        self.app.wait_for_state(NORTHWIND, "connected").await;
        self.window("desktop-connected").await;
    }

    async fn read_books(&mut self) {
        const CLIENT: &str = "Northfield Vets";
        println!("Reading the books of {CLIENT}: invoices, one of them, and a report.");
        self.app.select(CLIENT).await;
        self.app.click("inspector-books").await;
        self.open_list("invoices").await;
        self.app
            .click_css("[data-testid=books-month] option[value=any]")
            .await;
        self.get("books-table").await;
        self.app.click_css("[data-books-row='3']").await;
        self.app.find("books-find-field").await;
        self.window("books").await;
        self.open_list("A/R aging summary").await;
        self.get("books-report").await;
        self.window("books-report").await;
        self.app.click("books-clients").await;
        self.app.find("inspector").await;
    }

    async fn open_list(&self, called: &str) {
        self.app.find("list-customers").await;
        self.press(&["ctrl+f", "ctrl+a"]).await;
        self.env.type_text(called);
        self.press(&["Return"]).await;
        self.app.wait_for_focus("books-get").await;
        self.press(&["ctrl+f", "ctrl+a", "BackSpace"]).await;
    }

    /// Chooses *Get*, agrees that the connection is used this month where that is asked, and waits for `what`.
    async fn get(&self, what: &str) {
        self.app.click("books-get").await;
        eventually("the books are read", SHORT, async || {
            if self.app.has("books-before-go").await {
                self.app.click("books-before-go").await;
            }
            self.app.has(what).await.then_some(())
        })
        .await;
    }

    async fn look_around(&mut self) {
        println!(
            "Looking around: palette, settings, dark theme, the smallest window, text at 200 %."
        );
        self.press(&["Escape", "ctrl+k"]).await;
        self.app.find("palette-input").await;
        self.env.type_text("QBWC1039");
        self.window("palette-code").await;
        self.press(&["Escape", "Escape", "ctrl+comma"]).await;
        self.app.find("settings").await;
        self.window("settings").await;
        self.app.choose("input[name=theme][value=dark]").await;
        self.press(&["Escape"]).await;
        self.app.select(WREN.name).await;
        self.window("dark").await;
        self.press(&["Escape", "Escape"]).await;
        self.env.resize(CLASS, 720, 520);
        self.app
            .wait_until("the window is small", SHORT, "return innerWidth === 720")
            .await;
        self.window("small").await;
        self.env.resize(CLASS, 1180, 760);
        self.press(&["ctrl+plus"; 5]).await;
        self.app
            .wait_until("text is at 200 %", SHORT, "return innerWidth === 590")
            .await;
        self.window("text-200-percent").await;
        self.press(&["ctrl+0"]).await;
        self.app
            .wait_until("text is at 100 %", SHORT, "return innerWidth === 1180")
            .await;
    }

    async fn press(&self, keys: &[&str]) {
        self.env.raise(CLASS);
        for key in keys {
            self.env.press(&[key]);
            self.app.painted().await;
        }
    }

    async fn end(self) {
        let rows = self.app.rows().await;
        println!("\n{}\n", table(&rows));
        println!(
            "There is no display here, so Counterfoil ran on a virtual one and this tour drove it: both\n\
             sign-ins went through a real Chromium and came back through links to the app.\n\
             {} pictures are in {}:\n  {}",
            self.pictures.len(),
            relative(&self.folder),
            self.pictures.join("\n  ")
        );
        self.app.quit(&self.env).await;
    }

    /// A picture of Counterfoil's window.
    async fn window(&mut self, name: &str) {
        let window = self.env.raise(CLASS);
        self.app.painted().await;
        self.picture(name, &window);
    }

    /// A picture of the browser once its page shows `selector`.
    async fn page(&mut self, name: &str, selector: &str) {
        let window = self.env.raise("^chromium$");
        self.browser.shows(selector).await;
        self.picture(name, &window);
    }

    fn picture(&mut self, name: &str, window: &str) {
        let file = format!("{:02}-{name}.png", self.pictures.len() + 1);
        self.env.picture(window, &self.folder.join(&file));
        self.pictures.push(file);
    }
}

/// The roster as lines of equal columns.
fn table(rows: &[[String; 3]]) -> String {
    let head = ["Client", "Status", "Your role"].map(str::to_owned);
    let lines: Vec<&[String; 3]> = std::iter::once(&head).chain(rows).collect();
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let (client, status) = (width(0), width(1));
    lines
        .iter()
        .map(|line| format!("{:client$}  {:status$}  {}", line[0], line[1], line[2]))
        .collect::<Vec<_>>()
        .join("\n")
}

fn relative(path: &Path) -> String {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR"))
        .unwrap_or(path)
        .display()
        .to_string()
}
