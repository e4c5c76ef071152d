//! Sums over a few lanes side by side, which the compiler turns into vector instructions.

/// How many partial sums there are. Part of every sum: another number rounds differently.
pub(super) const LANES: usize = 16;

/// Partial sums.
pub(super) type Lanes = [f64; LANES];

/// The sum over the lanes, by halves.
#[inline]
pub(super) fn total(mut lanes: Lanes) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
        half /= 2;
    }
    lanes[0]
}
