//! Words inside the charts of meta-analyses and the sentences that describe them, whole per language.

use super::charts::say;
use super::{HARD_SPACE, Locale, Style};
use crate::locale::Effect;
use crate::results::{Estimate, Language, Test, Unit};
use crate::stats::Level;

impl Locale {
    /// The name of an axis of effects, in lower case; `measure` is the name in results.
    pub(crate) fn effect_axis(self, measure: &str, unit: Unit) -> String {
        let name = match measure {
            "risk_ratio" => return self.effect_unit(Effect::RiskRatio),
            "odds_ratio" => return self.effect_unit(Effect::OddsRatio),
            "risk_difference" => return self.effect_unit(Effect::RiskDifference),
            "hazard_ratio" => say!(self, "hasardratio (HR)", "hasardratio (HR)", "hazard ratio (HR)"),
            "rate_ratio" => say!(self, "rateratio (IRR)", "rateratio (IRR)", "rate ratio (IRR)"),
            "standardised_mean_difference" => say!(
                self,
                "standardisert gjennomsnittsforskjell (SMD)",
                "standardisert gjennomsnittsskilnad (SMD)",
                "standardised mean difference (SMD)"
            ),
            "ratio_of_means" => {
                say!(self, "forholdet mellom gjennomsnittene", "forholdet mellom gjennomsnitta", "ratio of means")
            }
            other => {
                let name = match other {
                    "mean_difference" => {
                        say!(self, "gjennomsnittsforskjell", "gjennomsnittsskilnad", "mean difference")
                    }
                    _ => self.effect_name(Effect::Other),
                };
                let unit = self.unit_name(unit, Style::Text);
                return if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") };
            }
        };
        name.to_owned()
    }

    /// The name of an axis of standard errors of effects in this unit, in lower case.
    pub(crate) fn standard_error_axis(self, unit: Unit) -> String {
        let name = say!(self, "standardfeil", "standardfeil", "standard error");
        match unit {
            Unit::Ratio => say!(
                self,
                "standardfeil (på logaritmisk skala)",
                "standardfeil (på logaritmisk skala)",
                "standard error (on the log scale)"
            )
            .to_owned(),
            Unit::Number | Unit::EffectSize => name.to_owned(),
            unit => format!("{name} ({})", self.unit_name(unit, Style::Text)),
        }
    }

    /// The name of the axis of what studies contribute to the heterogeneity.
    pub(crate) fn heterogeneity_axis(self) -> &'static str {
        say!(
            self,
            "Bidrag til heterogeniteten (Cochrans Q)",
            "Bidrag til heterogeniteten (Cochrans Q)",
            "Contribution to heterogeneity (Cochran’s Q)"
        )
    }

    /// The name of the axis of how much studies move the pooled effect.
    pub(crate) fn influence_axis(self) -> &'static str {
        say!(
            self,
            "Innflytelse på det samlede estimatet",
            "Påverknad på det samla estimatet",
            "Influence on the pooled estimate"
        )
    }

    /// The unit of shares of persons with the outcome.
    pub(crate) fn percent_with_outcome(self) -> &'static str {
        say!(self, "prosent med utfallet", "prosent med utfallet", "per cent with the outcome")
    }

    /// The unit of shares of studies.
    pub(crate) fn percent_of_studies(self) -> &'static str {
        say!(self, "prosent av studiene", "prosent av studiane", "per cent of studies")
    }

    /// An estimate without its interval where a figure names it: `2,04`, `10,4 prosentpoeng`.
    pub(crate) fn value_in_figure(self, estimate: &Estimate) -> String {
        self.with_unit(estimate.value, estimate.unit, estimate.decimals, Style::Table)
    }

    /// An estimate without its interval in a sentence.
    pub(crate) fn value_in_sentence(self, estimate: &Estimate) -> String {
        self.with_unit(estimate.value, estimate.unit, estimate.decimals, Style::Text)
    }

    /// The words at the line of the pooled estimate.
    pub(crate) fn line_pooled(self, value: &str) -> String {
        say!(
            self,
            format!("samlet estimat {value}"),
            format!("samla estimat {value}"),
            format!("pooled estimate {value}")
        )
    }

    /// The words at the line of the pooled estimate, with the abbreviation of the effect: `samlet RR 2,04`.
    pub(crate) fn line_pooled_effect(self, effect: Effect, value: &str) -> String {
        match effect {
            Effect::RiskRatio | Effect::OddsRatio => {
                let short = self.estimate_head(effect);
                say!(
                    self,
                    format!("samlet {short} {value}"),
                    format!("samla {short} {value}"),
                    format!("pooled {short} {value}")
                )
            }
            Effect::RiskDifference | Effect::Other => self.line_pooled(value),
        }
    }

    /// The words at the line of the effect that all studies would share.
    pub(crate) fn line_common(self, value: &str) -> String {
        say!(self, format!("felles effekt {value}"), format!("felles effekt {value}"), format!("common effect {value}"))
    }

    /// The words at the line of no effect.
    pub(crate) fn line_no_effect(self) -> &'static str {
        say!(self, "ingen effekt", "ingen effekt", "no effect")
    }

    /// The words at a part of a figure where p is above a limit: `p > 0,10`.
    pub(crate) fn p_above(self, limit: f64) -> String {
        format!("p{HARD_SPACE}>{HARD_SPACE}{}", self.number(limit, 2, Style::Table))
    }

    /// The words at a part of a figure where p is below a limit: `p < 0,05`.
    pub(crate) fn p_below(self, limit: f64) -> String {
        format!("p{HARD_SPACE}<{HARD_SPACE}{}", self.number(limit, 2, Style::Table))
    }

    /// Note: what the points of a funnel plot are.
    pub(crate) fn note_funnel_points(self) -> &'static str {
        say!(
            self,
            "Hvert punkt er en studie; studier med liten standardfeil, ofte store studier, står øverst.",
            "Kvart punkt er ein studie; studiar med liten standardfeil, ofte store studiar, står øvst.",
            "Each point is a study; those with a small standard error, often large studies, stand at the top."
        )
    }

    /// Note: the region around the effect that all studies would share.
    pub(crate) fn note_funnel_around_common(self, level: Level) -> String {
        let share = self.exact(level.get(), Unit::Proportion, Style::Text);
        say!(
            self,
            format!(
                "Mellom de stiplede linjene ventes {share} av studiene hvis alle har den felles effekten og bare \
                 tilfeldigheter skiller dem."
            ),
            format!(
                "Mellom dei stipla linjene er {share} av studiane venta dersom alle har den felles effekten og berre \
                 tilfelle skil dei."
            ),
            format!(
                "Between the dashed lines {share} of studies are expected if all share the common effect and only \
                 chance sets them apart."
            )
        )
    }

    /// Note: the region around the pooled effect.
    pub(crate) fn note_funnel_around_pooled(self, level: Level) -> String {
        let share = self.exact(level.get(), Unit::Proportion, Style::Text);
        say!(
            self,
            format!(
                "Mellom de stiplede linjene ventes {share} av studiene hvis alle har den samlede effekten og bare \
                 tilfeldigheter skiller dem."
            ),
            format!(
                "Mellom dei stipla linjene er {share} av studiane venta dersom alle har den samla effekten og berre \
                 tilfelle skil dei."
            ),
            format!(
                "Between the dashed lines {share} of studies are expected if all have the pooled effect and only \
                 chance sets them apart."
            )
        )
    }

    /// Note: the region around no effect.
    pub(crate) fn note_funnel_around_no_effect(self, level: Level) -> String {
        let share = self.exact(level.get(), Unit::Proportion, Style::Text);
        say!(
            self,
            format!("Mellom de stiplede linjene ventes {share} av studiene hvis tiltaket ikke har noen effekt."),
            format!("Mellom dei stipla linjene er {share} av studiane venta dersom tiltaket ikkje har nokon effekt."),
            format!("Between the dashed lines {share} of studies are expected if the programme has no effect.")
        )
    }

    /// Note: the contours of a funnel plot, and what they are for.
    pub(crate) fn note_contours(self) -> String {
        let (unclear, clear) = (self.p_above(0.10), self.p_below(0.05));
        say!(
            self,
            format!(
                "Gråtonene viser p-verdien som en studie alene har mot ingen effekt. Mangler det studier der \
                 {unclear}, kan grunnen være publiseringsskjevhet; mangler det studier der {clear}, er andre grunner \
                 mer sannsynlige."
            ),
            format!(
                "Gråtonane viser p-verdien som ein studie åleine har mot ingen effekt. Manglar det studiar der \
                 {unclear}, kan grunnen vere publiseringsskeivleik; manglar det studiar der {clear}, er andre grunnar \
                 meir sannsynlege."
            ),
            format!(
                "The tints show the p-value that a study by itself has against no effect. If studies are missing where \
                 {unclear}, publication bias may be the reason; if they are missing where {clear}, other reasons are \
                 more likely."
            )
        )
    }

    /// Note: how many studies trim and fill adds, and the estimate with them.
    pub(crate) fn note_filled(self, number: u64, estimate: &str) -> String {
        let many = self.numeral(number);
        match number {
            0 => say!(
                self,
                "«Trim and fill» legger ikke til noen studier.".to_owned(),
                "«Trim and fill» legg ikkje til nokon studie.".to_owned(),
                "Trim and fill adds no studies.".to_owned()
            ),
            1 => say!(
                self,
                format!(
                    "Det åpne punktet er en studie som «trim and fill» legger til for symmetri; med den er estimatet \
                     {estimate}."
                ),
                format!(
                    "Det opne punktet er ein studie som «trim and fill» legg til for symmetri; med han er estimatet \
                     {estimate}."
                ),
                format!(
                    "The open point is a study that trim and fill adds for symmetry; with it the estimate is \
                     {estimate}."
                )
            ),
            _ => say!(
                self,
                format!(
                    "De åpne punktene er {many} studier som «trim and fill» legger til for symmetri; med dem er \
                     estimatet {estimate}."
                ),
                format!(
                    "Dei opne punkta er {many} studiar som «trim and fill» legg til for symmetri; med dei er \
                     estimatet {estimate}."
                ),
                format!(
                    "The open points are {many} studies that trim and fill adds for symmetry; with them the estimate \
                     is {estimate}."
                )
            ),
        }
    }

    /// Note: how many studies trim and fill adds, where the estimate with them is not known.
    pub(crate) fn note_filled_without_estimate(self, number: u64) -> String {
        let many = self.numeral(number);
        match number {
            0 => self.note_filled(0, ""),
            1 => say!(
                self,
                "Det åpne punktet er en studie som «trim and fill» legger til for symmetri.".to_owned(),
                "Det opne punktet er ein studie som «trim and fill» legg til for symmetri.".to_owned(),
                "The open point is a study that trim and fill adds for symmetry.".to_owned()
            ),
            _ => say!(
                self,
                format!("De åpne punktene er {many} studier som «trim and fill» legger til for symmetri."),
                format!("Dei opne punkta er {many} studiar som «trim and fill» legg til for symmetri."),
                format!("The open points are {many} studies that trim and fill adds for symmetry.")
            ),
        }
    }

    /// Note: why trim and fill has no result.
    pub(crate) fn note_not_filled(self, reason: &str) -> String {
        say!(
            self,
            format!("«Trim and fill» kan ikke regnes ut: {reason}."),
            format!("«Trim and fill» kan ikkje reknast ut: {reason}."),
            format!("Trim and fill cannot be computed: {reason}.")
        )
    }

    /// Note: what a test of asymmetry says: `Eggers test for asymmetri: t(15) = 4,20; p < 0,001.`
    pub(crate) fn note_asymmetry(self, test: &Test) -> String {
        let name = self.method(test.method);
        let p = self.p_statement(test.p);
        let result = match self.test_statistic(test) {
            Some(statistic) => self.list_of_statistics(&statistic, &p),
            None => p,
        };
        say!(
            self,
            format!("{name} for asymmetri: {result}."),
            format!("{name} for asymmetri: {result}."),
            format!("{name} of asymmetry: {result}.")
        )
    }

    /// A statistic and its p-value; Norwegian has a semicolon, since its numbers have commas.
    fn list_of_statistics(self, statistic: &str, p: &str) -> String {
        let between = say!(self, "; ", "; ", ", ");
        format!("{statistic}{between}{p}")
    }

    /// Note: why a test of asymmetry has no result; `name` is its name in results.
    pub(crate) fn note_no_asymmetry_test(self, name: &str, reason: &str) -> String {
        let name = match name {
            "harbord" => say!(self, "Harbords test", "Harbords test", "Harbord’s test"),
            "peters" => "Peters’ test",
            _ => say!(self, "Eggers test", "Eggers test", "Egger’s test"),
        };
        say!(
            self,
            format!("{name} kan ikke regnes ut: {reason}."),
            format!("{name} kan ikkje reknast ut: {reason}."),
            format!("{name} cannot be computed: {reason}.")
        )
    }

    /// Note: how many studies are not in a chart for want of numbers.
    pub(crate) fn note_studies_not_shown(self, number: u64) -> String {
        let many = super::quantity::capitalised(&self.numeral(number));
        match number {
            1 => say!(
                self,
                "Én studie uten estimat er ikke vist.".to_owned(),
                "Éin studie utan estimat er ikkje vist.".to_owned(),
                "One study without an estimate is not shown.".to_owned()
            ),
            _ => say!(
                self,
                format!("{many} studier uten estimat er ikke vist."),
                format!("{many} studiar utan estimat er ikkje viste."),
                format!("{many} studies without an estimate are not shown.")
            ),
        }
    }

    /// Note: how many studies are not in a chart of shares.
    pub(crate) fn note_studies_without_counts(self, number: u64) -> String {
        let many = super::quantity::capitalised(&self.numeral(number));
        match number {
            1 => say!(
                self,
                "Én studie som ikke oppgir hvor mange som har utfallet, er ikke vist.".to_owned(),
                "Éin studie som ikkje oppgir kor mange som har utfallet, er ikkje vist.".to_owned(),
                "One study that does not report how many have the outcome is not shown.".to_owned()
            ),
            _ => say!(
                self,
                format!("{many} studier som ikke oppgir hvor mange som har utfallet, er ikke vist."),
                format!("{many} studiar som ikkje oppgir kor mange som har utfallet, er ikkje viste."),
                format!("{many} studies that do not report how many have the outcome are not shown.")
            ),
        }
    }

    /// Note: what the two axes of a Baujat plot mean.
    pub(crate) fn note_baujat(self) -> &'static str {
        say!(
            self,
            "Studier langt til høyre gjør resultatene mest ulike; studier høyt oppe flytter det samlede estimatet \
             mest når de utelates.",
            "Studiar langt til høgre gjer resultata mest ulike; studiar høgt oppe flyttar det samla estimatet mest \
             når dei blir utelatne.",
            "Studies far to the right make results differ most; studies high up move the pooled estimate most when \
             they are left out."
        )
    }

    /// Note: which studies of a Baujat plot have a strong colour, and their names.
    pub(crate) fn note_baujat_names(self) -> &'static str {
        say!(
            self,
            "Mørke punkter er studier som bidrar mer enn dobbelt så mye som gjennomsnittet i minst én retning; de som \
             skiller seg mest ut, har navn.",
            "Mørke punkt er studiar som bidreg meir enn dobbelt så mykje som gjennomsnittet i minst éi retning; dei \
             som skil seg mest ut, har namn.",
            "Dark points are studies that contribute more than twice the mean in at least one direction; those that \
             stand out most have names."
        )
    }

    /// Note: areas stand for weights.
    pub(crate) fn note_area_of_weight(self) -> &'static str {
        say!(
            self,
            "Hver sirkel er en studie, med et areal som øker med vekten.",
            "Kvar sirkel er ein studie, med eit areal som aukar med vekta.",
            "Each circle is a study, with an area that grows with its weight."
        )
    }

    /// Note: areas stand for persons.
    pub(crate) fn note_area_of_participants(self) -> &'static str {
        say!(
            self,
            "Hver sirkel er en studie, med et areal som øker med tallet på deltakere.",
            "Kvar sirkel er ein studie, med eit areal som aukar med talet på deltakarar.",
            "Each circle is a study, with an area that grows with its participants."
        )
    }

    /// Note: what lies above the diagonal of a L'Abbé plot.
    pub(crate) fn note_labbe_diagonal(self, treated: &str, control: &str) -> String {
        say!(
            self,
            format!("Over linjen for ingen effekt er andelen større i {treated} enn i {control}."),
            format!("Over linja for ingen effekt er delen større i {treated} enn i {control}."),
            format!("Above the line of no effect the percentage is higher in {treated} than in {control}.")
        )
    }

    /// Note: open circles have no weight.
    pub(crate) fn note_open_without_weight(self) -> &'static str {
        say!(
            self,
            "Åpne sirkler inngår ikke i det samlede estimatet.",
            "Opne sirklar inngår ikkje i det samla estimatet.",
            "Open circles have no part in the pooled estimate."
        )
    }

    /// Note: which studies of a L'Abbé plot have their names.
    pub(crate) fn note_names_without_pooled(self) -> &'static str {
        say!(
            self,
            "Studier med navn har et konfidensintervall som ikke dekker det samlede estimatet.",
            "Studiar med namn har eit konfidensintervall som ikkje dekkjer det samla estimatet.",
            "Studies with names have a confidence interval that does not include the pooled estimate."
        )
    }

    /// Note: a line of a regression with its band.
    pub(crate) fn note_regression_band(self, level: Level) -> String {
        let name = self.confidence_name(level, Style::Text);
        say!(
            self,
            format!("Linjen er regresjonen på tvers av studiene, med {name}."),
            format!("Linja er regresjonen på tvers av studiane, med {name}."),
            format!("The line is the regression across studies, with its {name}.")
        )
    }

    /// Note: a line of a regression without a band.
    pub(crate) fn note_regression_line(self) -> &'static str {
        say!(
            self,
            "Linjen er regresjonen på tvers av studiene.",
            "Linja er regresjonen på tvers av studiane.",
            "The line is the regression across studies."
        )
    }

    /// Note: there is no line.
    pub(crate) fn note_no_regression_line(self) -> &'static str {
        say!(
            self,
            "Regresjonen på tvers av studiene kan ikke regnes ut.",
            "Regresjonen på tvers av studiane kan ikkje reknast ut.",
            "The regression across studies cannot be computed."
        )
    }

    /// Note: how the effect changes along the horizontal axis; a ratio is multiplied.
    ///
    /// A change so small that it would be rounded away has up to two decimals more than the analysis gives it.
    pub(crate) fn note_slope(self, change: &Estimate, p: Option<f64>) -> String {
        let none = change.no_effect.unwrap_or_default();
        let shown = (change.value - none).abs() * change.unit.shown_factor();
        let more = (0..2).take_while(|more| shown * 10_f64.powi(i32::from(change.decimals + more)) < 1.0).count();
        let finer = Estimate { decimals: change.decimals + more as i8, ..change.clone() };
        let change = match p {
            Some(p) => self.list_of_statistics(&self.value_and_interval(&finer), &self.p_statement(p)),
            None => self.value_and_interval(&finer),
        };
        match finer.unit {
            Unit::Ratio => say!(
                self,
                format!("For hver enhet langs den vannrette aksen ganges effekten med {change}."),
                format!("For kvar eining langs den vassrette aksen blir effekten gonga med {change}."),
                format!("For each unit along the horizontal axis the effect is multiplied by {change}.")
            ),
            _ => say!(
                self,
                format!("For hver enhet langs den vannrette aksen endres effekten med {change}."),
                format!("For kvar eining langs den vassrette aksen blir effekten endra med {change}."),
                format!("For each unit along the horizontal axis the effect changes by {change}.")
            ),
        }
    }

    /// Note: which studies of a bubble plot have their names.
    pub(crate) fn note_names_off_the_line(self) -> &'static str {
        say!(
            self,
            "Studier med navn ligger alene ytterst på aksen eller har et konfidensintervall som ikke dekker linjen.",
            "Studiar med namn ligg åleine ytst på aksen eller har eit konfidensintervall som ikkje dekkjer linja.",
            "Studies with names are alone at an end of the axis or have a confidence interval that does not include \
             the line."
        )
    }

    /// Note: the tool that the risk of bias was judged with.
    pub(crate) fn note_judged_with(self, tool: &str) -> String {
        say!(self, format!("Vurdert med {tool}."), format!("Vurdert med {tool}."), format!("Judged with {tool}."))
    }

    /// Note: an empty place.
    pub(crate) fn note_not_judged(self) -> &'static str {
        say!(self, "En tom rute er ikke vurdert.", "Ei tom rute er ikkje vurdert.", "An empty place was not judged.")
    }

    /// Note: which of all studies are shown.
    pub(crate) fn note_part_of_studies(self, first: u64, last: u64, all: u64) -> String {
        let [first, last, all] = [first, last, all].map(|number| self.count(number, Style::Text));
        say!(
            self,
            format!("Figuren viser studie {first} til {last} av {all}."),
            format!("Figuren viser studie {first} til {last} av {all}."),
            format!("The figure shows studies {first} to {last} of {all}.")
        )
    }

    /// Note: what the bars are shares of.
    pub(crate) fn note_shares_of_studies(self, all: u64) -> String {
        let many = self.numeral(all);
        match all {
            1 => say!(
                self,
                "Stolpene gjelder én studie.".to_owned(),
                "Stolpane gjeld éin studie.".to_owned(),
                "The bars are of one study.".to_owned()
            ),
            _ => say!(
                self,
                format!("Stolpene viser andelen av {many} studier."),
                format!("Stolpane viser delen av {many} studiar."),
                format!("The bars show the shares of {many} studies.")
            ),
        }
    }

    /// Alt text: a funnel plot of `number` studies.
    pub(crate) fn alt_funnel(self, number: u64, effect: &str) -> String {
        let many = self.studies(number);
        say!(
            self,
            format!("Traktplott med {many}: {effect} langs den vannrette aksen og standardfeilen nedover."),
            format!("Traktplott med {many}: {effect} langs den vassrette aksen og standardfeilen nedover."),
            format!("Funnel plot of {many}: {effect} along the horizontal axis, the standard error downwards.")
        )
    }

    /// Alt text: the pooled estimate.
    pub(crate) fn alt_pooled(self, estimate: &str) -> String {
        say!(
            self,
            format!("Det samlede estimatet er {estimate}."),
            format!("Det samla estimatet er {estimate}."),
            format!("The pooled estimate is {estimate}.")
        )
    }

    /// Alt text: the pooled estimate and the effect that it is of.
    pub(crate) fn alt_pooled_effect(self, effect: &str, estimate: &str) -> String {
        say!(
            self,
            format!("Samlet estimat for {effect} er {estimate}."),
            format!("Samla estimat for {effect} er {estimate}."),
            format!("The pooled {effect} is {estimate}.")
        )
    }

    /// Alt text: how many studies lie outside the region of a funnel plot.
    pub(crate) fn alt_outside_region(self, outside: u64, all: u64) -> String {
        let (some, many) = (self.numeral(outside), self.studies(all));
        match (outside, all) {
            (0, 1) => say!(
                self,
                "Studien ligger innenfor det stiplede området.".to_owned(),
                "Studien ligg innanfor det stipla området.".to_owned(),
                "The study lies inside the dashed region.".to_owned()
            ),
            (_, 1) => say!(
                self,
                "Studien ligger utenfor det stiplede området.".to_owned(),
                "Studien ligg utanfor det stipla området.".to_owned(),
                "The study lies outside the dashed region.".to_owned()
            ),
            (0, _) => say!(
                self,
                "Ingen studier ligger utenfor det stiplede området.".to_owned(),
                "Ingen studiar ligg utanfor det stipla området.".to_owned(),
                "No study lies outside the dashed region.".to_owned()
            ),
            (1, _) => say!(
                self,
                format!("Én av {many} ligger utenfor det stiplede området."),
                format!("Éin av {many} ligg utanfor det stipla området."),
                format!("One of {many} lies outside the dashed region.")
            ),
            _ => {
                let some = super::quantity::capitalised(&some);
                say!(
                    self,
                    format!("{some} av {many} ligger utenfor det stiplede området."),
                    format!("{some} av {many} ligg utanfor det stipla området."),
                    format!("{some} of {many} lie outside the dashed region.")
                )
            }
        }
    }

    /// Alt text: how many studies do not differ clearly from no effect by themselves.
    pub(crate) fn alt_not_significant(self, inside: u64, all: u64) -> String {
        let (some, many, unclear) = (self.numeral(inside), self.studies(all), self.p_above(0.10));
        let some = if inside == 0 { say!(self, "ingen", "ingen", "none").to_owned() } else { some };
        say!(
            self,
            format!("Gråtoner viser hvor {unclear}; der ligger {some} av {many}."),
            format!("Gråtonar viser kvar {unclear}; der ligg {some} av {many}."),
            format!("Tints show where {unclear}; {some} of {many} lie there.")
        )
    }

    /// Alt text: how many open points there are.
    pub(crate) fn alt_filled(self, number: u64) -> String {
        let many = self.numeral(number);
        match number {
            0 => self.note_filled(0, ""),
            1 => say!(
                self,
                "Ett åpent punkt er lagt til for symmetri.".to_owned(),
                "Eitt ope punkt er lagt til for symmetri.".to_owned(),
                "One open point is added for symmetry.".to_owned()
            ),
            _ => {
                let many = super::quantity::capitalised(&many);
                say!(
                    self,
                    format!("{many} åpne punkter er lagt til for symmetri."),
                    format!("{many} opne punkt er lagde til for symmetri."),
                    format!("{many} open points are added for symmetry.")
                )
            }
        }
    }

    /// Alt text: a Baujat plot.
    pub(crate) fn alt_baujat(self, number: u64) -> String {
        let many = self.studies(number);
        say!(
            self,
            format!(
                "Baujat-plott med {many}: bidraget til heterogeniteten langs den vannrette aksen og innflytelsen på \
                 det samlede estimatet oppover."
            ),
            format!(
                "Baujat-plott med {many}: bidraget til heterogeniteten langs den vassrette aksen og påverknaden på \
                 det samla estimatet oppover."
            ),
            format!(
                "Baujat plot of {many}: the contribution to heterogeneity along the horizontal axis, the influence on \
                 the pooled estimate upwards."
            )
        )
    }

    /// Alt text: the study that contributes most to the heterogeneity, with its share of Q.
    pub(crate) fn alt_most_heterogeneity(self, study: &str, share: f64) -> String {
        let share = self.with_unit(share, Unit::Proportion, 0, Style::Text);
        say!(
            self,
            format!("{study} bidrar mest til heterogeniteten, med {share} av Cochrans Q."),
            format!("{study} bidreg mest til heterogeniteten, med {share} av Cochrans Q."),
            format!("{study} contributes most to heterogeneity, with {share} of Cochran’s Q.")
        )
    }

    /// Alt text: the study that moves the pooled estimate most.
    pub(crate) fn alt_most_influence(self, study: &str) -> String {
        say!(
            self,
            format!("{study} flytter det samlede estimatet mest."),
            format!("{study} flyttar det samla estimatet mest."),
            format!("{study} moves the pooled estimate most.")
        )
    }

    /// Alt text: how many studies stand out, and the names of some.
    pub(crate) fn alt_standing_out(self, number: u64, names: &str) -> String {
        let many = super::quantity::capitalised(&self.studies(number));
        match number {
            0 => say!(
                self,
                "Ingen studier skiller seg ut.".to_owned(),
                "Ingen studiar skil seg ut.".to_owned(),
                "No study stands out.".to_owned()
            ),
            1 => say!(
                self,
                format!("Én studie skiller seg ut: {names}."),
                format!("Éin studie skil seg ut: {names}."),
                format!("One study stands out: {names}.")
            ),
            2..=6 => say!(
                self,
                format!("{many} skiller seg ut: {names}."),
                format!("{many} skil seg ut: {names}."),
                format!("{many} stand out: {names}.")
            ),
            _ => say!(
                self,
                format!("{many} skiller seg ut, mest {names}."),
                format!("{many} skil seg ut, mest {names}."),
                format!("{many} stand out, most of all {names}.")
            ),
        }
    }

    /// Alt text: a L'Abbé plot.
    pub(crate) fn alt_labbe(self, number: u64, treated: &str, control: &str) -> String {
        let many = self.studies(number);
        say!(
            self,
            format!(
                "L’Abbé-plott med {many}: prosent med utfallet i {control} langs den vannrette aksen og i {treated} \
                 oppover."
            ),
            format!(
                "L’Abbé-plott med {many}: prosent med utfallet i {control} langs den vassrette aksen og i {treated} \
                 oppover."
            ),
            format!(
                "L’Abbé plot of {many}: per cent with the outcome in {control} along the horizontal axis, in \
                 {treated} upwards."
            )
        )
    }

    /// Alt text: how many studies lie above the diagonal.
    pub(crate) fn alt_above_diagonal(self, above: u64, all: u64) -> String {
        let (some, many) = (super::quantity::capitalised(&self.numeral(above)), self.studies(all));
        match (above, all) {
            (0, _) => say!(
                self,
                "Ingen studier ligger over linjen for ingen effekt.".to_owned(),
                "Ingen studiar ligg over linja for ingen effekt.".to_owned(),
                "No study lies above the line of no effect.".to_owned()
            ),
            (_, 1) => say!(
                self,
                "Studien ligger over linjen for ingen effekt.".to_owned(),
                "Studien ligg over linja for ingen effekt.".to_owned(),
                "The study lies above the line of no effect.".to_owned()
            ),
            (above, all) if above == all => say!(
                self,
                "Alle studiene ligger over linjen for ingen effekt.".to_owned(),
                "Alle studiane ligg over linja for ingen effekt.".to_owned(),
                "All studies lie above the line of no effect.".to_owned()
            ),
            (1, _) => say!(
                self,
                format!("Én av {many} ligger over linjen for ingen effekt."),
                format!("Éin av {many} ligg over linja for ingen effekt."),
                format!("One of {many} lies above the line of no effect.")
            ),
            _ => say!(
                self,
                format!("{some} av {many} ligger over linjen for ingen effekt."),
                format!("{some} av {many} ligg over linja for ingen effekt."),
                format!("{some} of {many} lie above the line of no effect.")
            ),
        }
    }

    /// Alt text: the ranges of the shares in a L'Abbé plot, in per cent.
    pub(crate) fn alt_shares(self, control: (f64, f64), treated: (f64, f64)) -> String {
        let share = |share: f64| self.number(share, 0, Style::Text);
        let ((least, most), (low, high)) = (control, treated);
        let (least, most, low, high) = (share(least), share(most), share(low), share(high));
        say!(
            self,
            format!(
                "Andelene går fra {least} til {most}\u{a0}prosent i kontrollgruppene og fra {low} til \
                 {high}\u{a0}prosent i tiltaksgruppene."
            ),
            format!(
                "Delane går frå {least} til {most}\u{a0}prosent i kontrollgruppene og frå {low} til \
                 {high}\u{a0}prosent i tiltaksgruppene."
            ),
            format!(
                "The percentages range from {least} to {most} in the control groups and from {low} to {high} in the \
                 programme groups."
            )
        )
    }

    /// Alt text: a bubble plot.
    pub(crate) fn alt_bubbles(self, number: u64, effect: &str, moderator: &str) -> String {
        let many = self.studies(number);
        say!(
            self,
            format!("Boblediagram med {many}: {moderator} langs den vannrette aksen og {effect} oppover."),
            format!("Boblediagram med {many}: {moderator} langs den vassrette aksen og {effect} oppover."),
            format!("Bubble plot of {many}: {moderator} along the horizontal axis, {effect} upwards.")
        )
    }

    /// Alt text: the ends of the line of a regression.
    pub(crate) fn alt_regression_line(self, first: &str, at_first: &str, last: &str, at_last: &str) -> String {
        say!(
            self,
            format!("Regresjonslinjen går fra {first} ved {at_first} til {last} ved {at_last}."),
            format!("Regresjonslinja går frå {first} ved {at_first} til {last} ved {at_last}."),
            format!("The regression line goes from {first} at {at_first} to {last} at {at_last}.")
        )
    }

    /// Alt text: a table of judgements.
    pub(crate) fn alt_risk_of_bias(self, studies: u64, domains: u64) -> String {
        let (many, areas) = (self.studies(studies), self.numeral(domains));
        match domains {
            1 => say!(
                self,
                format!("Tabell med sirkler for risikoen for skjevheter i {many} på ett domene og samlet."),
                format!("Tabell med sirklar for risikoen for skeivleikar i {many} på eitt domene og samla."),
                format!("Table of circles for the risk of bias of {many} in one domain and overall.")
            ),
            _ => say!(
                self,
                format!("Tabell med sirkler for risikoen for skjevheter i {many} på {areas} domener og samlet."),
                format!("Tabell med sirklar for risikoen for skeivleikar i {many} på {areas} domene og samla."),
                format!("Table of circles for the risk of bias of {many} in {areas} domains and overall.")
            ),
        }
    }

    /// One of the items of [`Locale::alt_judged_overall`]: `høy i fire studier`.
    pub(crate) fn alt_judged_in(self, level: &str, number: u64) -> String {
        let many = self.studies(number);
        say!(self, format!("{level} i {many}"), format!("{level} i {many}"), format!("{level} in {many}"))
    }

    /// Alt text: how many studies have which judgement over all domains, already listed.
    pub(crate) fn alt_judged_overall(self, listed: &str) -> String {
        say!(
            self,
            format!("Samlet vurdering: {listed}."),
            format!("Samla vurdering: {listed}."),
            format!("Overall judgement: {listed}.")
        )
    }

    /// Alt text: the domain with the most studies of high risk.
    pub(crate) fn alt_worst_domain(self, domain: &str, number: u64) -> String {
        let many = self.studies(number);
        say!(
            self,
            format!("Høy eller alvorlig risiko er vanligst for {domain} ({many})."),
            format!("Høg eller alvorleg risiko er vanlegast for {domain} ({many})."),
            format!("High or serious risk is most common for {domain} ({many}).")
        )
    }

    /// Alt text: no study has a high risk.
    pub(crate) fn alt_no_high_risk(self) -> &'static str {
        say!(
            self,
            "Ingen studier har høy eller alvorlig risiko på noe domene.",
            "Ingen studiar har høg eller alvorleg risiko på noko domene.",
            "No study has a high or serious risk in any domain."
        )
    }

    /// So many studies: `én studie`, `17 studier`.
    fn studies(self, number: u64) -> String {
        match number {
            0 => say!(self, "ingen studier", "ingen studiar", "no studies").to_owned(),
            1 => say!(self, "én studie", "éin studie", "one study").to_owned(),
            _ => {
                let many = self.numeral(number);
                say!(self, format!("{many} studier"), format!("{many} studiar"), format!("{many} studies"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Method;

    #[test]
    fn the_sentences_agree_with_their_numbers() {
        let nb = Locale::new(Language::Bokmal);
        assert_eq!(nb.alt_outside_region(4, 17), "Fire av 17 studier ligger utenfor det stiplede området.");
        assert_eq!(nb.note_studies_not_shown(1), "Én studie uten estimat er ikke vist.");
        assert_eq!(nb.alt_standing_out(2, "a og b"), "To studier skiller seg ut: a og b.");
        let nn = Locale::new(Language::Nynorsk);
        assert_eq!(nn.note_studies_not_shown(3), "Tre studiar utan estimat er ikkje viste.");
        let en = Locale::new(Language::English);
        assert_eq!(en.alt_above_diagonal(16, 17), "16 of 17 studies lie above the line of no effect.");
    }

    #[test]
    fn a_test_of_asymmetry_with_its_statistic() {
        let test =
            Test { method: Method::EggerTest, statistic: Some(4.204), degrees_of_freedom: vec![15.0], p: 0.0008 };
        let nb = Locale::new(Language::Bokmal);
        assert_eq!(nb.note_asymmetry(&test), "Eggers test for asymmetri: t(15)\u{a0}=\u{a0}4,20; p\u{a0}<\u{a0}0,001.");
        let en = Locale::new(Language::English);
        assert_eq!(en.note_asymmetry(&test), "Egger’s test of asymmetry: t(15)\u{a0}=\u{a0}4.20, p\u{a0}<\u{a0}0.001.");
    }
}
