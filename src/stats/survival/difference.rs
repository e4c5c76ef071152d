//! The difference of two Kaplan-Meier curves at one time.

use super::KaplanMeier;
use crate::stats::{Estimated, Interval, Level, Undefined};

impl KaplanMeier {
    /// The difference in the probability of no event by `time`, `self - control`, with a normal interval
    /// by Greenwood's standard errors.
    ///
    /// The difference in the share *with* the event is its negative. It speaks of one time, chosen
    /// beforehand. [`Undefined::BeyondFollowUp`] when `time` lies beyond the last observation of a group
    /// whose curve is above 0.
    ///
    /// Klein, J. P., Logan, B., Harhoff, M. and Andersen, P. K. (2007). Analyzing survival curves at a fixed
    /// point in time. *Statistics in Medicine* 26, 4505-4519, section 2.
    pub fn difference_at(&self, control: &KaplanMeier, time: f64, level: Level) -> Result<Estimated, Undefined> {
        if !time.is_finite() || time < 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        let point = |curve: &KaplanMeier| {
            let survival = curve.survival(time);
            if time > curve.last_time() && survival > 0.0 {
                return Err(Undefined::BeyondFollowUp);
            }
            // A curve that has come down to 0 has no Greenwood variance; all were seen to have the event.
            let standard_error = curve.step(time).and_then(|step| step.standard_error()).unwrap_or(0.0);
            Ok((survival, standard_error))
        };
        let ((own, own_error), (other, other_error)) = (point(self)?, point(control)?);
        let standard_error = libm::hypot(own_error, other_error);
        let value = own - other;
        let interval = Interval::around(value, level.z() * standard_error);
        Ok(Estimated { value, standard_error: Some(standard_error), interval })
    }
}
