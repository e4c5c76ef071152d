//! PDF files back to what they hold: the files that a report carries, and its pages. Home of hayro.

mod attachments;

pub use attachments::{Attachment, attachments};
