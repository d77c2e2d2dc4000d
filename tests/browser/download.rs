//! What the first load may weigh.

use crate::site;
use crate::site::size::{self, CAP, FONT_CAP};

#[test]
fn the_page_stays_under_its_download_caps() {
    let weights = size::weigh(&site::built_page()).expect("dist/ can be read");
    let (rest, fonts) = size::totals(&weights);
    assert!(rest > 0, "dist/ is empty");
    assert!(rest <= CAP && fonts <= FONT_CAP, "{}", size::report(&weights));
}
