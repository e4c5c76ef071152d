//! Arguments in, exit code out.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

// A twelfth of the time of a report goes to memory with the allocator of the C library.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    utfall::cli::run()
}
