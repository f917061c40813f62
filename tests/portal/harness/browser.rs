//! Drives Chromium as a person would.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use super::app::App;
use super::cast::{PASSWORD, Person};
use super::driver::Driver;

/// The command-line flags for Chromium. They turn off background requests, because a test machine may be unable to
/// reach their hosts. They also turn off the sandbox, because it doesn't work for root. That is safe because only our
/// own pages are opened.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Returns the widths at which pages are checked: a desktop and a phone, or those in `AXE_WIDTHS`.
fn widths() -> Vec<u32> {
    let widths = std::env::var("AXE_WIDTHS").unwrap_or_else(|_| "1440 390".to_owned());
    widths.split_whitespace().map(|width| width.parse().expect("a width in CSS pixels")).collect()
}

/// The axe rules for WCAG 2.0 to 2.2, levels A and AA, and axe's best practices.
const AXE_TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The maximum time to wait for an element.
const MAX_ELEMENT_WAIT: Duration = Duration::from_secs(10);

/// The colour scheme that the operating system reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    Light,
    Dark,
}

/// A Chromium window without cookies. It dereferences to the `thirtyfour` driver.
pub struct Browser {
    driver: WebDriver,
    _process: Driver,
    files: TempDir,
    runs_script: AtomicBool,
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Browser {
    /// Opens a window of 1440 × 900 pixels with light colours and JavaScript.
    pub async fn start() -> Browser {
        let files = TempDir::with_prefix("portal-browser-").unwrap();
        let process = Driver::start();
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", files.path().join("profile").display())).unwrap();
        let driver =
            WebDriver::new(format!("http://127.0.0.1:{}", process.port), capabilities).await.unwrap();
        let browser = Browser { driver, _process: process, files, runs_script: AtomicBool::new(true) };
        std::fs::create_dir(browser.downloads()).unwrap();
        let downloads = json!({ "behavior": "allow", "downloadPath": browser.downloads() });
        browser.send("Browser.setDownloadBehavior", downloads).await;
        browser.resize(1440, 900).await;
        browser.set_colours(Colours::Light).await;
        browser
    }

    /// Sets the size of the page in CSS pixels. The window itself can't be as narrow as a phone.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.send("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Sets the colour scheme and turns animations off, so that no element is checked while it is fading.
    pub async fn set_colours(&self, colours: Colours) {
        let scheme = if colours == Colours::Dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.send("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Turns page scripts on or off, starting with the next page.
    pub async fn set_scripts_enabled(&self, is_on: bool) {
        self.runs_script.store(is_on, Ordering::Relaxed);
        self.send_scripts_enabled(is_on).await;
    }

    async fn send_scripts_enabled(&self, is_on: bool) {
        self.send("Emulation.setScriptExecutionDisabled", json!({ "value": !is_on })).await;
    }

    /// Signs a person in and waits for the home page.
    pub async fn sign_in(&self, app: &App, person: Person) {
        self.goto(app.url("/sign-in")).await.unwrap();
        self.fill("input[name=email]", person.email).await;
        self.fill("input[name=password]", PASSWORD).await;
        self.click("form button.primary").await;
        self.wait_for("h1", if person.reseller.is_some() { "Customers" } else { "Review queue" }).await;
    }

    /// Waits until an element matches, and returns the first one.
    pub async fn find(&self, css: &str) -> WebElement {
        let query = self.query(By::Css(css)).wait(MAX_ELEMENT_WAIT, Duration::from_millis(50)).first().await;
        match query {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.source().await.unwrap_or_default()),
        }
    }

    /// Clicks the first matching element.
    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|error| panic!("clicking {css}: {error}"));
    }

    /// Replaces the text of a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses a file in a file field.
    pub async fn choose(&self, css: &str, name: &str, bytes: &[u8]) {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        self.find(css).await.send_keys(path.display().to_string()).await.unwrap();
    }

    /// Returns the visible text of the first matching element.
    pub async fn text_of(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    /// Waits until the first matching element contains this text. The page may replace the element in the meantime.
    pub async fn wait_for(&self, css: &str, expected: &str) {
        let mut shown = String::new();
        for _ in 0..600 {
            if let Ok(element) = self.driver.find(By::Css(css)).await {
                shown = element.text().await.unwrap_or_default();
                if shown.contains(expected) {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{css} shows {shown:?} after 30 s, not {expected:?}");
    }

    /// Waits for the download with this name and returns its bytes.
    pub async fn wait_for_download(&self, name: &str) -> Vec<u8> {
        // Chromium creates an empty file with this name, writes to another file and renames that one when it is
        // complete.
        let path = self.downloads().join(name);
        for _ in 0..200 {
            if let Some(bytes) = std::fs::read(&path).ok().filter(|bytes| !bytes.is_empty()) {
                return bytes;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let files: Vec<_> =
            std::fs::read_dir(self.downloads()).unwrap().flatten().map(|e| e.file_name()).collect();
        panic!("{name} was not downloaded within 10 s. Downloads: {files:?}");
    }

    /// Returns one line for each fault that axe finds on the current page.
    pub async fn axe_faults(&self) -> Vec<String> {
        let axe =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portal/axe/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&axe)
            .unwrap_or_else(|_| panic!("{} is missing: scripts/test browser installs it", axe.display()));
        // Axe needs timers, which don't run while scripts are off. Turning them on doesn't start the page's own
        // scripts.
        self.send_scripts_enabled(true).await;
        self.execute(axe, Vec::new()).await.unwrap();
        let run = "const [tags, done] = arguments;
            axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(
                found => done(found.violations.flatMap(rule => rule.nodes.map(node =>
                    `${rule.id}: ${rule.help}: ${node.html} (${node.failureSummary})`))),
                error => done([`axe failed: ${error}`]));";
        let found = self.execute_async(run, vec![json!(AXE_TAGS)]).await.unwrap();
        self.send_scripts_enabled(self.runs_script.load(Ordering::Relaxed)).await;
        found.convert().unwrap()
    }

    /// Panics if axe finds faults on the page, with light or dark colours, at any of the [`widths`]. `name` identifies
    /// the page in messages and screenshots.
    pub async fn assert_accessible(&self, name: &str) {
        let mut faults = Vec::new();
        for colours in [Colours::Light, Colours::Dark] {
            for width in widths() {
                self.set_colours(colours).await;
                self.resize(width, 900).await;
                let view = format!("{name}-{width}-{colours:?}").to_lowercase();
                self.save_screenshot(&view).await;
                faults.extend(self.axe_faults().await.into_iter().map(|fault| format!("{view}: {fault}")));
                let is_too_wide = self.execute(
                    "return document.documentElement.scrollWidth > document.documentElement.clientWidth",
                    Vec::new(),
                );
                if is_too_wide.await.unwrap().convert().unwrap() {
                    faults.push(format!("{view}: the page scrolls horizontally"));
                }
                // Finds facts that overlap their neighbours, stacked tables and the buttons of dialogs with hidden parts.
                let hidden = self.execute(
                    "const boxes = document.querySelectorAll('.facts dd, .scroll:has(> .stack-s), .dlg-foot');
                    return [...boxes].filter(box => box.clientWidth && box.scrollWidth > box.clientWidth + 1)
                        .map(box => `${box.ariaLabel || box.innerText} is ${box.scrollWidth} px wide in ${box.clientWidth} px`)",
                    Vec::new(),
                );
                let hidden: Vec<String> = hidden.await.unwrap().convert().unwrap();
                faults.extend(hidden.into_iter().map(|fault| format!("{view}: {fault}")));
            }
        }
        self.set_colours(Colours::Light).await;
        self.resize(1440, 900).await;
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }

    /// Saves a screenshot to the folder that `SCREENSHOTS` names, if it is set.
    pub async fn save_screenshot(&self, name: &str) {
        if let Some(folder) = std::env::var_os("SCREENSHOTS").map(PathBuf::from) {
            std::fs::create_dir_all(&folder).unwrap();
            self.screenshot(&folder.join(format!("{name}.png"))).await.unwrap();
        }
    }

    fn downloads(&self) -> PathBuf {
        self.files.path().join("downloads")
    }

    async fn send(&self, command: &str, parameters: Value) {
        self.cdp().send_raw(command, parameters).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }
}

impl Drop for Browser {
    /// Leaks the session, because `Driver` ends the browser. Otherwise `thirtyfour` would block the runtime while it
    /// waits for a response from the same runtime.
    fn drop(&mut self) {
        let _ = self.driver.clone().leak();
    }
}

mod browser_itself {
    use super::*;

    #[tokio::test]
    async fn axe_finds_faults_on_a_page() {
        let browser = Browser::start().await;
        browser.goto("data:text/html,<title>t</title><img src=x><p id=p>Some text").await.unwrap();
        let faults = browser.axe_faults().await;
        assert!(faults.iter().any(|fault| fault.starts_with("image-alt:")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("html-has-lang:")), "{faults:?}");
        assert_eq!(browser.text_of("#p").await, "Some text");
    }

    #[tokio::test]
    async fn sizes_colours_and_scripts_can_be_changed() {
        let browser = Browser::start().await;
        let page = "data:text/html,<button onclick='this.textContent=String(innerWidth)+matchMedia(`(prefers-color-scheme:dark)`).matches'>no</button>";
        browser.goto(page).await.unwrap();
        browser.click("button").await;
        browser.wait_for("button", "1440false").await;
        browser.resize(390, 800).await;
        browser.set_colours(Colours::Dark).await;
        browser.click("button").await;
        browser.wait_for("button", "390true").await;
        browser.set_scripts_enabled(false).await;
        browser.goto(page).await.unwrap();
        browser.click("button").await;
        assert_eq!(browser.text_of("button").await, "no");
        assert!(!browser.axe_faults().await.is_empty(), "axe also checks pages without scripts");
        browser.click("button").await;
        assert_eq!(browser.text_of("button").await, "no");
    }
}
