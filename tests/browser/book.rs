//! The example book of the preprocessor for mdBook, with the page beside its chapters: each block is a live embed.

use serde_json::Value;

use crate::harness::Browser;
use crate::site;

/// Waits until the first embed of the chapter is there, takes a step with it, and says where it stood before and after.
const STEPPED: &str = "
    const done = arguments[0];
    const stage = document.querySelector('quorarium-stage');
    (async () => {
        const before = await stage.state();
        const after = await stage.next();
        const frame = stage.shadowRoot.querySelector('iframe');
        done([before.step, after.step, Number(stage.getAttribute('step')), frame.getBoundingClientRect().height]);
    })().catch(error => done([error.message]));";

#[test]
fn the_embeds_of_the_example_book_are_alive() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for (chapter, embeds) in [("majority.html", 2), ("order.html", 2)] {
            page.goto(format!("{}{chapter}", site::book())).await?;
            let counted =
                format!("document.querySelectorAll('quorarium-stage').length === {embeds}");
            page.until("its embeds", &counted).await?;
            // Before the embed is there, and where there is no script, its still stands in its place.
            let still = "document.querySelector('quorarium-stage img, quorarium-stage pre')";
            assert!(page.yes(&format!("!!{still}")).await?, "{chapter} has no still");
            let seen = page.execute_async(STEPPED, Vec::<Value>::new()).await?.json().clone();
            let number = |at: usize| seen[at].as_f64().unwrap_or(-1.0);
            assert!(number(0) > 0.0 && number(0) == number(2), "{chapter}: {seen}");
            assert!(number(1) == number(0) + 1.0 && number(3) > 200.0, "{chapter}: {seen}");
            page.evaluate(
                "document.querySelector('quorarium-stage').scrollIntoView({ block: 'center' })",
            )
            .await?;
            page.screenshot(&format!("book-{}", chapter.trim_end_matches(".html"))).await?;
        }
        Ok(())
    });
}
