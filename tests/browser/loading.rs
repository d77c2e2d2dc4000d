//! The page arrives and wakes, wherever it is hosted and however it is shown.

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::labs::LABS;

#[test]
fn the_page_wakes_without_a_console_error() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("").await?;
        assert_eq!(page.title().await?, "Quorarium: watch machines agree");
        page.query(By::Css("main h1")).first().await?;
        page.screenshot("loading").await?;
        page.assert_no_console_errors().await
    });
}

/// The check itself is checked: were the console not read, every page would pass.
#[test]
fn errors_on_the_console_are_seen() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("").await?;
        page.evaluate("console.error('on purpose')").await?;
        // The page's policy allows no script that stands in it.
        page.evaluate(
            "const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script)",
        )
        .await?;
        let errors = page.console_errors().await?;
        assert!(errors.iter().any(|error| error.contains("on purpose")), "{errors:?}");
        assert!(errors.iter().any(|error| error.contains("Content Security Policy")), "{errors:?}");
        Ok(())
    });
}

#[test]
fn the_size_and_the_wishes_of_the_reader_are_emulated() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(320, 640).await?;
        page.emulate(&[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")])
            .await?;
        let labs = LABS.iter().map(|lab| format!("#/lab/{}", lab.name));
        for address in [String::new()].into_iter().chain(labs) {
            page.open(&address).await?;
            let seen: Vec<bool> = page
                .evaluate(
                    "return [innerWidth === 320, innerHeight === 640,
                        matchMedia('(prefers-color-scheme: dark)').matches,
                        matchMedia('(prefers-reduced-motion: reduce)').matches,
                        document.documentElement.scrollWidth <= 320]",
                )
                .await?
                .convert()?;
            assert_eq!(seen, [true; 5], "{address:?}");
        }
        page.screenshot("loading-320").await
    });
}
