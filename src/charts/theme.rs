//! The look in one place: colours, line widths and sizes at the size at which a chart is printed.

/// A colour by its red, green and blue part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

impl Colour {
    /// The same as a tint with so much paper, from 0 to 1.
    pub(super) fn with_paper(self, paper: f64) -> Tint {
        Tint { colour: self, paper }
    }

    /// The contrast of two colours after WCAG 2, from 1 to 21.
    #[cfg(test)]
    pub(super) fn contrast(self, other: Colour) -> f64 {
        let light = |Colour(red, green, blue): Colour| {
            let part = |part: u8| {
                let part = f64::from(part) / 255.0;
                if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue) + 0.05
        };
        let (one, other) = (light(self), light(other));
        one.max(other) / one.min(other)
    }
}

/// A colour that lets paper through, so that it follows the colour that a house style has in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tint {
    /// The colour.
    pub(super) colour: Colour,
    /// How much of what is seen is paper.
    pub(super) paper: f64,
}

#[cfg(test)]
impl Tint {
    /// The colour that is seen.
    pub(super) fn seen(self) -> Colour {
        let Colour(red, green, blue) = self.colour;
        let mix = |part: u8| (f64::from(part) + (255.0 - f64::from(part)) * self.paper).round() as u8;
        Colour(mix(red), mix(green), mix(blue))
    }
}

/// Text and axis lines: 16.2 to 1 on white.
pub(super) const INK: Colour = Colour(0x1C, 0x21, 0x26);
/// The treated group: 9.7 to 1.
pub(super) const PETROL: Colour = Colour(0x0B, 0x4A, 0x63);
/// Axis text and second lines: 7.1 to 1.
pub(super) const GREY: Colour = Colour(0x4F, 0x5A, 0x62);
/// Lines and open marks of the control group, reference lines: 4.0 to 1. Never text.
pub(super) const CONTROL: Colour = Colour(0x76, 0x81, 0x8A);
/// Small dividers: decoration only.
pub(super) const HAIR: Colour = Colour(0x9A, 0xA4, 0xAB);
/// Guides: decoration only.
pub(super) const GUIDE: Colour = Colour(0xD5, 0xDB, 0xDF);
/// A band behind the data: decoration only.
pub(super) const TINT: Colour = Colour(0xED, 0xF3, 0xF5);
/// The inside of open marks.
pub(super) const PAPER: Colour = Colour(0xFF, 0xFF, 0xFF);

/// Low risk of bias: 4.8 to 1. The four differ in lightness too, and each has its sign.
pub(super) const LOW_RISK: Colour = Colour(0x1F, 0x7F, 0x7A);
/// Some concerns, or a moderate risk of bias: 3.2 to 1, and 5.1 to 1 under ink.
pub(super) const SOME_RISK: Colour = Colour(0xC6, 0x82, 0x00);
/// A high or serious risk of bias: 8.3 to 1.
pub(super) const HIGH_RISK: Colour = Colour(0x8F, 0x2B, 0x12);
/// A critical risk of bias: 16.9 to 1.
pub(super) const CRITICAL_RISK: Colour = Colour(0x3B, 0x0A, 0x14);

/// How strongly the band of the treated group is tinted.
pub(super) const PETROL_BAND: f64 = 0.14;
/// How strongly the band of the control group is tinted.
pub(super) const CONTROL_BAND: f64 = 0.17;

/// Millimetres in a point.
pub(super) const POINT: f64 = 25.4 / 72.0;

/// Type size of labels and axes, in points.
pub(super) const TEXT: f64 = 8.5;
/// Type size of second lines under a label, in points. Nothing is smaller.
pub(super) const SMALL: f64 = 8.0;
/// Type size of the values that carry the message, in points.
pub(super) const STRONG: f64 = 9.0;

/// Line of the treated group, in points.
pub(super) const TREATED_LINE: f64 = 1.7;
/// Line of the control group, in points.
pub(super) const CONTROL_LINE: f64 = 1.3;
/// Interval in a forest plot or beside a point, in points.
pub(super) const INTERVAL_LINE: f64 = 1.0;
/// Axis, ticks and the line of no effect, in points.
pub(super) const AXIS_LINE: f64 = 0.6;
/// Reference lines, in points.
pub(super) const REFERENCE_LINE: f64 = 0.8;
/// Guides, in points.
pub(super) const GUIDE_LINE: f64 = 0.4;

/// Dash and gap of the control group's line, in millimetres.
pub(super) const CONTROL_DASH: (f64, f64) = (3.2 * POINT, 1.8 * POINT);
/// Dash and gap of a reference line, in millimetres.
pub(super) const REFERENCE_DASH: (f64, f64) = (3.6 * POINT, 2.4 * POINT);

/// Radius of a point, in millimetres.
pub(super) const MARK: f64 = 0.8;
/// Length of a tick, in millimetres.
pub(super) const TICK: f64 = 1.1;
/// The wide axis: text and hang, in millimetres.
pub(super) const WIDE: f64 = 146.0;
/// The measure of the running text, in millimetres.
pub(super) const MEASURE: f64 = 118.0;
