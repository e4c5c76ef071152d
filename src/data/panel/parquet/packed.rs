//! Small whole numbers, packed in a few bits each: runs of one number, and groups of eight.

use polars_parquet::parquet::encoding::bitpacked::Decoder;

use super::damaged;
use crate::diag::Problem;

/// How far the numbers of a page have been read.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// Where the next run starts in the page.
    at: usize,
    bits: usize,
    /// What is left of a run of one number.
    run: (u32, usize),
    /// Numbers that are unpacked and not yet given out, from this one on.
    ahead: Vec<u32>,
    given: usize,
}

impl Packed {
    /// Numbers of so many bits that start here.
    pub fn new(at: usize, bits: usize) -> Result<Packed, Problem> {
        match bits {
            0..=32 => Ok(Packed { at, bits, ..Packed::default() }),
            _ => Err(damaged(format!("numbers of {bits} bits"))),
        }
    }

    /// Appends the next `count` numbers.
    pub fn next(&mut self, page: &[u8], count: usize, numbers: &mut Vec<u32>) -> Result<(), Problem> {
        let end = numbers.len() + count;
        while numbers.len() < end {
            let wanted = end - numbers.len();
            if let Some(ahead) = self.ahead.get(self.given..).filter(|ahead| !ahead.is_empty()) {
                let taken = wanted.min(ahead.len());
                numbers.extend_from_slice(&ahead[..taken]);
                self.given += taken;
            } else if self.run.1 > 0 {
                let taken = wanted.min(self.run.1);
                numbers.resize(numbers.len() + taken, self.run.0);
                self.run.1 -= taken;
            } else {
                self.unpack(page, numbers, wanted)?;
            }
        }
        Ok(())
    }

    /// Whether the first `count` numbers are one run of this one.
    pub fn is_run_of(&mut self, number: u32, page: &[u8], count: usize) -> Result<bool, Problem> {
        if self.run.1 == 0 && self.ahead.is_empty() {
            self.unpack(page, &mut Vec::new(), 0)?;
        }
        Ok(self.run.0 == number && self.run.1 >= count)
    }

    /// Starts the next run, and appends its numbers as far as they are wanted.
    fn unpack(&mut self, page: &[u8], numbers: &mut Vec<u32>, wanted: usize) -> Result<(), Problem> {
        if self.bits == 0 {
            self.run = (0, wanted);
            return Ok(());
        }
        let header = self.header(page)?;
        let rest = page.get(self.at..).unwrap_or_default();
        let length = usize::try_from(header >> 1).map_err(damaged)?;
        if header & 1 == 0 {
            let bytes = self.bits.div_ceil(8);
            let Some(value) = rest.get(..bytes).filter(|_| length > 0) else { return Err(damaged("a run is cut off")) };
            let mut word = [0; 4];
            word[..bytes].copy_from_slice(value);
            self.run = (u32::from_le_bytes(word), length);
            self.at += bytes;
            return Ok(());
        }
        // The last group of a page may be cut off behind the last number that counts.
        let bytes = length.saturating_mul(self.bits).min(rest.len());
        let count = (bytes * 8 / self.bits).min(length.saturating_mul(8));
        if count == 0 {
            return Err(damaged("a group of packed numbers is cut off"));
        }
        let decoder = Decoder::<u32>::try_new(&rest[..bytes], self.bits, count).map_err(damaged)?;
        self.at += bytes;
        if count <= wanted {
            decoder.collect_into(numbers);
        } else {
            self.ahead.clear();
            self.given = 0;
            decoder.collect_into(&mut self.ahead);
        }
        Ok(())
    }

    /// A number in groups of seven bits, each with a bit that says whether there are more.
    fn header(&mut self, page: &[u8]) -> Result<u64, Problem> {
        let mut header = 0;
        for shift in (0..35).step_by(7) {
            let Some(byte) = page.get(self.at) else { return Err(damaged("a page is cut off")) };
            self.at += 1;
            header |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(header);
            }
        }
        Err(damaged("the length of a run is out of range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(page: &[u8], bits: usize, pieces: &[usize]) -> Result<Vec<u32>, Problem> {
        let mut packed = Packed::new(0, bits)?;
        let mut numbers = Vec::new();
        for piece in pieces {
            packed.next(page, *piece, &mut numbers)?;
        }
        Ok(numbers)
    }

    #[test]
    fn runs_and_groups_in_pieces() {
        // A run of five sevens, and a group of the numbers 0 to 7 in three bits (the example of the format's own page).
        let page = [10, 7, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        let expected = [7, 7, 7, 7, 7, 0, 1, 2, 3, 4, 5, 6, 7];
        for pieces in [&[13][..], &[1, 12], &[5, 8], &[6, 1, 6], &[4, 4, 4, 1]] {
            assert_eq!(all(&page, 3, pieces).unwrap(), expected, "{pieces:?}");
        }
        assert_eq!(all(&[], 0, &[3]).unwrap(), [0, 0, 0]);
    }

    #[test]
    fn what_is_cut_off_is_damaged() {
        for page in [&[][..], &[10], &[3], &[0, 1], &[0x80], &[0x80, 0x80, 0x80, 0x80, 0x80, 1], &[3, 0b1000_1000]] {
            assert!(all(page, 3, &[8]).is_err(), "{page:?}");
        }
        assert!(Packed::new(0, 33).is_err());
    }
}
