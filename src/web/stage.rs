//! Pictures in the document: shapes become SVG elements, and only what changed is touched.

pub mod picture;
