//! PDF files back to what they hold: the files that a report carries, and its pages. Home of hayro.

mod attachments;
mod pages;

pub use attachments::{Attachment, attachments};
pub use pages::{Pages, Word};
