//! Words that say more than numbers can carry, and what should stand there instead.

use crate::results::Language;

/// What is wrong with a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It reads an effect of nought into a result that is not significant.
    NoEffect,
    /// It reads a direction into a result that is not significant.
    Trend,
    /// It makes a result that is not significant nearly so.
    NearlySignificant,
    /// It takes an estimate for a proof.
    Proof,
    /// It words a ratio as if it were an increase.
    TimesLarger,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 5] =
        [Fault::NoEffect, Fault::Trend, Fault::NearlySignificant, Fault::Proof, Fault::TimesLarger];

    /// The phrases that have this fault, each as words between blanks: `a|b` is either of two words, `#` a number or a
    /// result, and `*` up to eight words of the same sentence.
    pub fn phrases(self, language: Language) -> &'static [&'static str] {
        match (self, language) {
            (Fault::NoEffect, Language::Bokmal) => &[
                "ingen|null effekt|effekter|virkning|virkninger",
                "har|hadde|gir|ga|fikk ikke effekt|virkning",
                "effekten|virkningen er|var null",
            ],
            (Fault::NoEffect, Language::Nynorsk) => &[
                "ingen|inga|null effekt|effektar|verknad|verknader",
                "har|hadde|gir|gav|fekk ikkje effekt|verknad",
                "effekten|verknaden er|var null",
            ],
            (Fault::NoEffect, Language::English) => {
                &["no|zero effect|effects|impact|impacts", "has|had|have not effect|affected", "effect is|was zero"]
            }
            (Fault::Trend, Language::Bokmal) => &["trend mot", "trend i retning", "tendens til|mot signifikans"],
            (Fault::Trend, Language::Nynorsk) => &["trend mot", "trend i retning", "tendens til|mot signifikans"],
            (Fault::Trend, Language::English) => &["trend toward|towards", "trended toward|towards"],
            (Fault::NearlySignificant, Language::Bokmal) => &[
                "marginalt|nesten|nær|grense|knapt signifikant|signifikante",
                "marginalt|nesten|nær|grense|knapt statistisk signifikant|signifikante",
                "grensesignifikant|grensesignifikante|grense-signifikant|grense-signifikante",
            ],
            (Fault::NearlySignificant, Language::Nynorsk) => &[
                "marginalt|nesten|nær|grense|knapt signifikant|signifikante",
                "marginalt|nesten|nær|grense|knapt statistisk signifikant|signifikante",
                "grensesignifikant|grensesignifikante|grense-signifikant|grense-signifikante",
            ],
            (Fault::NearlySignificant, Language::English) => &[
                "marginally|borderline|nearly|almost|barely significant",
                "marginally|borderline|nearly|almost|barely statistically significant",
                "borderline-significant",
            ],
            (Fault::Proof, Language::Bokmal) => &["beviser|viser at * virker|virket|hjelper|fungerer"],
            (Fault::Proof, Language::Nynorsk) => &["beviser|provar|viser at * verkar|verka|hjelper|fungerer"],
            (Fault::Proof, Language::English) => &["proves|prove|shows|show that * works|worked"],
            (Fault::TimesLarger, Language::Bokmal) => {
                &["# ganger større|høyere|flere|oftere|mer", "# ganger så mye større|høyere|flere|oftere|mer"]
            }
            (Fault::TimesLarger, Language::Nynorsk) => {
                &["# gonger større|høgare|fleire|oftare|meir", "# gonger så mykje større|høgare|fleire|oftare|meir"]
            }
            (Fault::TimesLarger, Language::English) => &["# times larger|higher|greater|more"],
        }
    }

    /// Words before a phrase that make it right: «liten eller ingen effekt», «verdien for ingen effekt».
    pub fn unless_after(self, language: Language) -> &'static [&'static str] {
        match (self, language) {
            (Fault::NoEffect, Language::Bokmal | Language::Nynorsk) => {
                &["eller", "om", "for", "som", "mot", "ved", "med"]
            }
            (Fault::NoEffect, Language::English) => &["or", "of", "for", "as", "against", "with", "with a"],
            _ => &[],
        }
    }

    /// Two words that together make a phrase right when both stand before it in its sentence, the first a negation: «betyr
    /// ikke at tiltaket er uten effekt», "does not mean that it has no effect".
    pub fn unless_denied(self, language: Language) -> Option<[&'static [&'static str]; 2]> {
        match (self, language) {
            (Fault::NoEffect, Language::Bokmal) => Some([&["ikke"], &["betyr", "samme", "vise", "viser", "bety"]]),
            (Fault::NoEffect, Language::Nynorsk) => Some([&["ikkje"], &["tyder", "same", "vise", "viser", "bety"]]),
            (Fault::NoEffect, Language::English) => Some([&["not"], &["mean", "same", "show"]]),
            _ => None,
        }
    }

    /// What should stand there instead.
    pub fn instead(self, language: Language) -> &'static str {
        match (self, language) {
            (Fault::NoEffect, Language::Bokmal) => {
                "Vi finner ingen statistisk signifikant forskjell i … (… prosentpoeng, 95 % KI … til …). Det er ikke det samme som at tiltaket er uten effekt."
            }
            (Fault::NoEffect, Language::Nynorsk) => {
                "Vi finn ingen statistisk signifikant skilnad i … (… prosentpoeng, 95 % KI … til …). Det er ikkje det same som at tiltaket er utan effekt."
            }
            (Fault::NoEffect, Language::English) => {
                "We find no statistically significant difference in … (… percentage points, 95% CI … to …). That is not the same as no effect."
            }
            (Fault::Trend | Fault::NearlySignificant, Language::Bokmal) => {
                "Forskjellen er ikke statistisk signifikant (… prosentpoeng, 95 % KI … til …)."
            }
            (Fault::Trend | Fault::NearlySignificant, Language::Nynorsk) => {
                "Skilnaden er ikkje statistisk signifikant (… prosentpoeng, 95 % KI … til …)."
            }
            (Fault::Trend | Fault::NearlySignificant, Language::English) => {
                "The difference is not statistically significant (… percentage points, 95% CI … to …)."
            }
            (Fault::Proof, Language::Bokmal) => "Resultatene tyder på at …",
            (Fault::Proof, Language::Nynorsk) => "Resultata tyder på at …",
            (Fault::Proof, Language::English) => "The results suggest that …",
            (Fault::TimesLarger, Language::Bokmal) => "… ganger så stor som …",
            (Fault::TimesLarger, Language::Nynorsk) => "… gonger så stor som …",
            (Fault::TimesLarger, Language::English) => "… times as large as …",
        }
    }
}

/// Words that say that a number is a percentage, as they stand after it.
pub fn per_cent(language: Language) -> &'static [&'static str] {
    match language {
        Language::Bokmal | Language::Nynorsk => &["prosent", "%"],
        Language::English => &["percent", "%", "per cent"],
    }
}

/// How a difference of percentages is worded.
pub fn percentage_points(language: Language) -> &'static str {
    match language {
        Language::Bokmal | Language::Nynorsk => "prosentpoeng",
        Language::English => "percentage points",
    }
}

/// Words for a confidence interval, as they stand before its ends.
pub fn confidence_interval(language: Language) -> &'static [&'static str] {
    match language {
        Language::Bokmal => &["ki", "konfidensintervall", "konfidensintervallet"],
        Language::Nynorsk => &["ki", "konfidensintervall", "konfidensintervallet"],
        Language::English => &["ci", "confidence interval", "confidence intervals"],
    }
}

/// Words for tests that have a p-value without an interval of an effect, such as a test of interaction.
pub fn without_interval(language: Language) -> &'static [&'static str] {
    match language {
        Language::Bokmal => {
            &["samspill", "samspillet", "interaksjon", "heterogenitet", "homogenitet", "trend", "asymmetri"]
        }
        Language::Nynorsk => {
            &["samspel", "samspelet", "interaksjon", "heterogenitet", "homogenitet", "trend", "asymmetri"]
        }
        Language::English => &["interaction", "heterogeneity", "homogeneity", "trend", "asymmetry"],
    }
}
