//! Bokmål, in moderate forms: «fram», «sammenligne», masculine endings (`lønnen`, `tallinjen`).

use super::Style;
use super::words::{Wording, Words};
use crate::results::{Basis, Method, Note, Reason, Unit};
use crate::stats::Undefined;

pub(super) const WORDS: Words = Words {
    tag: "nb-NO",
    decimal_mark: ',',
    group_mark: '\u{a0}',
    grouped_from: 5,
    number_separator: "; ",
    months: [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    day_mark: ".",
    dotted_dates: true,
    numerals: ["null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
    and: "og",
    to: "til",
    at_most: "høyst",
    at_least: "minst",
    or: "eller",
    whole_line: "hele tallinjen",
    one_more: "én flere",
    one_fewer: "én færre",
    no_upper_limit: "øvre grense kan ikke fastsettes",
    confidence_short: "KI",
    confidence_long: "s konfidensintervall",
    not_defined: "ikke definert",
    participants: ["deltaker", "deltakere"],
    unit,
    unit_name,
    judgement,
    method,
    interval_method,
    note,
    reason,
    basis,
};

fn unit(unit: Unit, style: Style) -> Wording {
    match (unit, style) {
        (Unit::Number | Unit::Ratio | Unit::NumberNeeded | Unit::EffectSize, _) => Wording::Bare,
        (Unit::Persons, _) => Wording::After("person", "personer"),
        (Unit::Proportion | Unit::ShareOfWage, Style::Text) => Wording::invariant("prosent"),
        (Unit::Proportion | Unit::ShareOfWage, Style::Table) => Wording::invariant("%"),
        (Unit::ProportionDifference, _) => Wording::invariant("prosentpoeng"),
        (Unit::RatePerYear, Style::Text) => Wording::invariant("prosent i året"),
        (Unit::RatePerYear, Style::Table) => Wording::invariant("% i året"),
        (Unit::Kroner { .. }, Style::Text) => Wording::After("krone", "kroner"),
        (Unit::Kroner { .. }, Style::Table) => Wording::invariant("kr"),
        (Unit::KronerPerYear { .. }, Style::Text) => Wording::After("krone i året", "kroner i året"),
        (Unit::KronerPerYear { .. }, Style::Table) => Wording::invariant("kr i året"),
        (Unit::PerKrone, _) => Wording::invariant("øre per krone"),
        (Unit::QualityAdjustedLifeYears, _) => Wording::After("kvalitetsjustert leveår", "kvalitetsjusterte leveår"),
        (Unit::Significance | Unit::Extent | Unit::Consequence, _) => Wording::Bare,
        (Unit::RelativeChange, Style::Text) => Wording::invariant("prosent"),
        (Unit::RelativeChange, Style::Table) => Wording::invariant("%"),
        (Unit::BasicAmounts, _) => Wording::invariant("G"),
        (Unit::PerThousand, _) => Wording::invariant("per 1 000"),
        (Unit::PersonYears, _) => Wording::After("personår", "personår"),
        (Unit::PerHundredPersonYears, _) => Wording::invariant("per 100 personår"),
        (Unit::MarginConclusion, _) => Wording::Bare,
        (Unit::Points, _) => Wording::After("poeng", "poeng"),
        (Unit::Certainty | Unit::EffectMagnitude | Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, _) => {
            Wording::Bare
        }
        (Unit::Years, _) => Wording::invariant("år"),
        (Unit::Months, _) => Wording::After("måned", "måneder"),
        (Unit::Weeks, _) => Wording::After("uke", "uker"),
        (Unit::Days, _) => Wording::After("dag", "dager"),
    }
}

fn unit_name(unit: Unit, style: Style) -> String {
    let name = match (unit, style) {
        (Unit::Kroner { price_year }, _) => return format!("{price_year}-kroner"),
        (Unit::KronerPerYear { price_year }, _) => return format!("{price_year}-kroner i året"),
        (Unit::Number, _) => "",
        (Unit::Persons, _) => "personer",
        (Unit::Proportion, Style::Text) => "prosent",
        (Unit::Proportion, Style::Table) => "%",
        (Unit::ProportionDifference, _) => "prosentpoeng",
        (Unit::Ratio, _) => "forholdstall",
        (Unit::NumberNeeded, Style::Text) => "antall som må få tiltaket for at én ekstra skal ha utfallet",
        (Unit::NumberNeeded, Style::Table) => "NNT",
        (Unit::EffectSize, _) => "effektstørrelse",
        (Unit::PerKrone, _) => "øre per krone",
        (Unit::ShareOfWage, Style::Text) => "prosent av lønnen",
        (Unit::ShareOfWage, Style::Table) => "% av lønnen",
        (Unit::RatePerYear, Style::Text) => "prosent i året",
        (Unit::RatePerYear, Style::Table) => "% i året",
        (Unit::QualityAdjustedLifeYears, _) => "kvalitetsjusterte leveår",
        (Unit::Significance, _) => "betydning",
        (Unit::Extent, _) => "omfang",
        (Unit::Consequence, _) => "konsekvens",
        (Unit::RelativeChange, Style::Text) => "prosent",
        (Unit::RelativeChange, Style::Table) => "%",
        (Unit::BasicAmounts, Style::Text) => "grunnbeløp (G)",
        (Unit::BasicAmounts, Style::Table) => "G",
        (Unit::PerThousand, _) => "per 1 000",
        (Unit::Points, _) => "poeng",
        (Unit::PersonYears, _) => "personår",
        (Unit::PerHundredPersonYears, _) => "per 100 personår",
        (Unit::MarginConclusion, _) => "konklusjon",
        (Unit::Certainty, _) => "tillit til resultatet",
        (Unit::EffectMagnitude, _) => "effektens størrelse",
        (Unit::RiskOfBias, _) => "risiko for skjevheter",
        (Unit::RiskOfBiasNonRandomised, _) => "risiko for skjevheter",
        (Unit::Years, _) => "år",
        (Unit::Months, _) => "måneder",
        (Unit::Weeks, _) => "uker",
        (Unit::Days, _) => "dager",
    };
    name.to_owned()
}

fn judgement(unit: Unit, level: i64) -> &'static str {
    match (unit, level) {
        (Unit::MarginConclusion, -1) => "utenfor marginen",
        (Unit::MarginConclusion, 0) => "ikke avklart",
        (Unit::MarginConclusion, 1) => "innenfor marginen",
        (Unit::Significance, 1) => "liten",
        (Unit::Significance, 2) => "middels",
        (Unit::Significance, 3) => "stor",
        (Unit::Extent, -3) => "stort negativt",
        (Unit::Extent, -2) => "middels negativt",
        (Unit::Extent, -1) => "lite negativt",
        (Unit::Extent, 0) => "ubetydelig",
        (Unit::Extent, 1) => "lite positivt",
        (Unit::Extent, 2) => "middels positivt",
        (Unit::Extent, 3) => "stort positivt",
        (Unit::Consequence, -4) => "−\u{a0}−\u{a0}−\u{a0}−",
        (Unit::Consequence, -3) => "−\u{a0}−\u{a0}−",
        (Unit::Consequence, -2) => "−\u{a0}−",
        (Unit::Consequence, -1) => "−",
        (Unit::Consequence, 0) => "0",
        (Unit::Consequence, 1) => "+",
        (Unit::Consequence, 2) => "+\u{a0}+",
        (Unit::Consequence, 3) => "+\u{a0}+\u{a0}+",
        (Unit::Consequence, 4) => "+\u{a0}+\u{a0}+\u{a0}+",
        (Unit::Certainty, 1) => "svært lav",
        (Unit::Certainty, 2) => "lav",
        (Unit::Certainty, 3) => "moderat",
        (Unit::Certainty, 4) => "høy",
        (Unit::EffectMagnitude, 0) => "liten eller ingen forskjell",
        (Unit::EffectMagnitude, 1) => "liten økning",
        (Unit::EffectMagnitude, 2) => "moderat økning",
        (Unit::EffectMagnitude, 3) => "stor økning",
        (Unit::EffectMagnitude, -1) => "liten nedgang",
        (Unit::EffectMagnitude, -2) => "moderat nedgang",
        (Unit::EffectMagnitude, -3) => "stor nedgang",
        (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 0) => "lav",
        (Unit::RiskOfBias, 1) => "noe bekymring",
        (Unit::RiskOfBias, 2) => "høy",
        (Unit::RiskOfBiasNonRandomised, 1) => "moderat",
        (Unit::RiskOfBiasNonRandomised, 2) => "alvorlig",
        (Unit::RiskOfBiasNonRandomised, 3) => "kritisk",
        (Unit::RiskOfBiasNonRandomised, 4) => "ingen opplysninger",
        _ => "–",
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Wald => "Walds intervall",
        Method::Wilson => "Wilsons skårintervall",
        Method::WilsonContinuity => "Wilsons skårintervall med kontinuitetskorreksjon",
        Method::AgrestiCoull => "Agrestis og Coulls justerte Wald-intervall",
        Method::ClopperPearson => "Cloppers og Pearsons eksakte intervall",
        Method::Jeffreys => "Jeffreys’ intervall",
        Method::Newcombe => "Newcombes hybride skårintervall",
        Method::MiettinenNurminen => "Miettinens og Nurminens skårintervall",
        Method::Mee => "Mees skårintervall",
        Method::AgrestiCaffo => "Agrestis og Caffos justerte Wald-intervall",
        Method::Katz => "Katz’ logaritmiske intervall",
        Method::KatzHalf => "Katz’ logaritmiske intervall med 0,5 lagt til i hver celle",
        Method::Koopman => "Koopmans skårintervall",
        Method::Woolf => "Woolfs logitintervall",
        Method::WoolfHalf => "Woolfs logitintervall med 0,5 lagt til i hver celle",
        Method::HaldaneAnscombe => "Haldanes og Anscombes justerte logitintervall",
        Method::ConditionalExact => "det eksakte betingede intervallet",
        Method::Arcsine => "arcsinusintervallet for Cohens h",
        Method::BinomialExact => "den eksakte binomialtesten",
        Method::ScoreTest => "skårtesten for én andel",
        Method::ChiSquaredNMinusOne => "kjikvadrattesten med faktoren (N\u{a0}−\u{a0}1)/N",
        Method::ChiSquaredPearson => "Pearsons kjikvadrattest",
        Method::ChiSquaredYates => "Pearsons kjikvadrattest med Yates’ kontinuitetskorreksjon",
        Method::FisherExact => "Fishers eksakte test",
        Method::FisherMidP => "Fishers eksakte test med mid-p",
        Method::WaldTest => "Walds test",
        Method::AsPublished => "hentet fra publikasjonen",
        Method::ValueOfEffect => "netto nåverdi ved hver ende av effektens konfidensintervall",
        Method::QuantilesOfDraws => "kvantiler av trekningene",
        Method::Fieller => "Fiellers konfidensmengde",
        Method::BreakEvenOfEffect => "den nødvendige bruttolønnen ved hver ende av effektens konfidensintervall",
        Method::Welch => "Welchs t-intervall",
        Method::StudentT => "t-intervallet for et gjennomsnitt",
        Method::KappaGwet => "t-intervallet for Fleiss’ kappa",
        Method::KappaNormal => "normalintervallet for kappa",
        Method::KappaFleiss => "Fleiss’ kappa",
        Method::KappaQuadratic => "Cohens kappa med kvadratiske vekter",
        Method::KappaLinear => "Cohens kappa med lineære vekter",
        Method::KappaUnweighted => "Cohens kappa uten vekter",
        Method::IntraclassTest => "F-testen for en intraklassekorrelasjon",
        Method::IntraclassF => "F-intervallet for en intraklassekorrelasjon",
        Method::IccTwoWayFixed => "ICC(3), konsistens",
        Method::IccTwoWayRandom => "ICC(2), absolutt enighet",
        Method::IccOneWay => "ICC(1), der hver har egne bedømmere",
        Method::OmegaOneFactor => "McDonalds omega fra en modell med én faktor",
        Method::Feldt => "Feldts F-intervall",
        Method::LogitLinearised => "logitintervallet med linearisert varians",
        Method::Linearised => "t-intervallet med linearisert varians",
        Method::ClusterRobustCr1 => "det klyngerobuste t-intervallet (CR1)",
        Method::ClusterRobustCr2 => "det klyngerobuste t-intervallet (CR2) med Satterthwaites frihetsgrader",
        Method::ClusterRobustCr0 => "det klyngerobuste intervallet (CR0)",
        Method::LeastSquaresT => "t-intervallet for en regresjonskoeffisient",
        Method::HeteroskedasticHc0 => "det robuste intervallet (HC0)",
        Method::HeteroskedasticHc1 => "det robuste intervallet (HC1)",
        Method::HeteroskedasticHc2 => "det robuste intervallet (HC2)",
        Method::HeteroskedasticHc3 => "det robuste intervallet (HC3)",
        Method::FirthProfile => "Firths profilintervall",
        Method::DeltaMethod => "deltametodens intervall",
        Method::WildClusterBootstrap => "den ville klyngebootstrappen",
        Method::SatterthwaiteT => "t-intervallet med Satterthwaites frihetsgrader",
        Method::CoefficientTest => "t-testen av koeffisienten",
        Method::RobustTest => "testen med robuste standardfeil",
        Method::PenalisedLikelihoodRatio => "Firths sannsynlighetskvotetest",
        Method::SatterthwaiteTest => "t-testen med Satterthwaites frihetsgrader",
        Method::InteractionTest => "testen for samspill",
        Method::ArmByTimeTest => "testen for samspill mellom gruppe og tid",
        Method::LinearRegression => "lineær regresjon",
        Method::FixedEffectsRegression => "lineær regresjon med faste effekter",
        Method::LogisticRegression => "logistisk regresjon",
        Method::FirthRegression => "logistisk regresjon etter Firth",
        Method::ModifiedPoisson => "modifisert poissonregresjon",
        Method::LogBinomial => "log-binomisk regresjon",
        Method::LinearMixedModel => "lineær flernivåmodell (REML)",
        Method::LogisticMixedLaplace => "logistisk flernivåmodell (Laplace)",
        Method::LogisticMixedQuadrature => "logistisk flernivåmodell (adaptiv kvadratur)",
        Method::RepeatedMeasuresModel => "modell for gjentatte målinger (REML)",
        Method::KaplanMeierLogLog => "Kaplan–Meier-estimatet med punktvise log–log-intervaller",
        Method::BrookmeyerCrowley => "Brookmeyers og Crowleys intervall",
        Method::RestrictedMean => "normalintervallet for differansen i begrenset gjennomsnittstid",
        Method::RubinsRules => "intervallet fra Rubins regler med Barnards og Rubins frihetsgrader",
        Method::RubinsTest => "t-testen etter Rubins regler",
        Method::WilsonPooled => "Wilsons intervall for imputerte data",
        Method::BootstrapPercentile => "bootstrapens persentilintervall",
        Method::BootstrapBca => "bootstrapens korrigerte intervall (BCa)",
        Method::BootstrapStudentised => "bootstrapens studentiserte intervall",
        Method::PermutationOfMeans => "permutasjonstesten av gjennomsnittene",
        Method::PermutationOfMeansExact => "den eksakte permutasjonstesten av gjennomsnittene",
        Method::WelchTest => "Welchs t-test",
        Method::ClusterRobustTest => "den klyngerobuste t-testen",
        Method::Ancova => "kovariansanalyse med verdien ved start",
        Method::NoncentralT => "intervallet fra den ikke-sentrale t-fordelingen",
        Method::AncovaTest => "t-testen i kovariansanalysen",
        Method::LogRank => "log-rank-testen",
        Method::PetoPeto => "Petos og Petos test",
        Method::GehanBreslow => "Gehans og Breslows test",
        Method::TaroneWare => "Tarones og Wares test",
        Method::RestrictedMeanRatio => {
            "normalintervallet på logaritmeskalaen for forholdet mellom begrensede gjennomsnittstider"
        }
        Method::AalenJohansen => "Aalen–Johansen-estimatet med punktvise log–log-intervaller",
        Method::CoxRegression => "Cox-regresjon med Efrons metode for like tider",
        Method::CoxRobust => "Cox-regresjon med Efrons metode for like tider og klyngerobuste standardfeil",
        Method::SchoenfeldTest => "testen av Schoenfelds residualer",
        Method::TwoWayFixedEffects => "faste effekter av enhet og periode",
        Method::EventStudy => "en hendelsesstudie med faste effekter av enhet og periode",
        Method::PreTrendTest => "F-testen av forskjellene før start",
        Method::InverseProbabilityWeighting => "vekting med invers sannsynlighet",
        Method::EntropyBalancing => "entropibalansering",
        Method::PropensityMatching => "matching på tilbøyelighetsskår",
        Method::MatchedTest => "t-testen av forskjellene i de matchede settene",
        Method::TwoStageLeastSquares => "minste kvadraters metode i to trinn med robuste standardfeil (HC1)",
        Method::AndersonRubin => "Andersons og Rubins intervall",
        Method::LeastSquaresHc1 => "t-intervallet med robuste standardfeil (HC1)",
        Method::LeastSquaresHc1Test => "t-testen med robuste standardfeil (HC1)",
        Method::FirstStageTest => "F-testen i første trinn",
        Method::HartungKnapp => "Hartungs og Knapps intervall",
        Method::HartungKnappTruncated => "Hartungs og Knapps intervall, der standardfeilen aldri er mindre enn Walds",
        Method::HartungKnappWidest => "det videste av Hartungs og Knapps og Walds intervall",
        Method::PooledStudentT => "t-intervallet med én frihetsgrad mindre enn antall studier",
        Method::InverseVariance => "en felles effekt, vektet med inverse varianser",
        Method::MantelHaenszel => "Mantels og Haenszels metode for en felles effekt",
        Method::MantelHaenszelRandom => {
            "tilfeldige effekter etter DerSimonian og Laird, med Q rundt Mantels og Haenszels estimat"
        }
        Method::Peto => "Petos metode for en felles oddsratio",
        Method::DerSimonianLaird => "tilfeldige effekter etter DerSimonian og Laird",
        Method::PauleMandel => "tilfeldige effekter etter Paule og Mandel",
        Method::RestrictedMaximumLikelihood => "tilfeldige effekter med restriktert sannsynlighetsmaksimering (REML)",
        Method::MaximumLikelihood => "tilfeldige effekter med sannsynlighetsmaksimering (ML)",
        Method::EmpiricalBayes => "tilfeldige effekter etter Morris (empirisk Bayes)",
        Method::SidikJonkman => "tilfeldige effekter etter Sidik og Jonkman",
        Method::HedgesOlkin => "tilfeldige effekter etter Hedges og Olkin",
        Method::HunterSchmidt => "tilfeldige effekter etter Hunter og Schmidt",
        Method::ThreeLevel => "en modell på tre nivåer (REML)",
        Method::QProfile => "Q-profilintervallet",
        Method::ProfileLikelihood => "profilsannsynlighetsintervallet",
        Method::PredictionKLessTwo => "prediksjonsintervallet etter Higgins, Thompson og Spiegelhalter",
        Method::PredictionKLessOne => "prediksjonsintervallet med én frihetsgrad mindre enn antall studier",
        Method::PredictionNormal => "prediksjonsintervallet fra normalfordelingen",
        Method::HartungKnappTest => "Hartungs og Knapps t-test",
        Method::PooledStudentTest => "t-testen med én frihetsgrad mindre enn antall studier",
        Method::CochranQ => "Cochrans Q-test",
        Method::SubgroupTest => "testen for forskjell mellom undergrupper",
        Method::ModeratorTest => "testen for samvariasjon med moderatorene",
        Method::PermutationTest => "permutasjonstesten",
        Method::EggerTest => "Eggers test",
        Method::HarbordTest => "Harbords test",
        Method::PetersTest => "Peters’ test",
        Method::BeggMazumdar => "Beggs og Mazumdars rangtest",
        Method::TrimAndFillL0 => "Duvals og Tweedies «trim and fill» (L0)",
        Method::TrimAndFillR0 => "Duvals og Tweedies «trim and fill» (R0)",
        Method::FailSafeRosenthal => "Rosenthals sikkerhetstall",
        Method::PooledControlRisk => "den samlede andelen i studienes kontrollgrupper",
        Method::MedianControlRisk => "medianen av andelene i studienes kontrollgrupper",
        Method::Tango => "Tangos skårintervall for par",
        Method::NewcombePaired => "Newcombes skårintervall for par",
        Method::Tang => "Tangs skårintervall for par",
        Method::DiscordantWilson => "Wilsons skårintervall for par med ulikt utfall",
        Method::McNemar => "McNemars test",
        Method::McNemarExact => "McNemars eksakte test",
        Method::McNemarMidP => "McNemars eksakte test med mid-p",
        Method::Holm => "Holms metode",
        Method::Hochberg => "Hochbergs metode",
        Method::Hommel => "Hommels metode",
        Method::Bonferroni => "Bonferronis metode",
        Method::Sidak => "Šidáks metode",
        Method::BenjaminiHochberg => "Benjamini og Hochbergs metode",
        Method::BenjaminiYekutieli => "Benjamini og Yekutielis metode",
        Method::FixedSequence => "testing i fast rekkefølge",
        Method::PowerOfProportions => "styrken til testen av to andeler (normaltilnærmingen)",
        Method::PowerOfMeans => "styrken til t-testen av to gjennomsnitt",
        Method::PowerOfClusters => "styrken til t-testen av klyngene",
        Method::PairedT => "t-intervallet for forskjeller innen par",
        Method::PairedTTest => "t-testen for par",
        Method::MantelHaenszelDifference => "Mantels og Haenszels intervall med Satos varians",
        Method::MantelHaenszelRiskRatio => "Mantels og Haenszels intervall med Greenlands og Robins’ varians",
        Method::MantelHaenszelOddsRatio => {
            "Mantels og Haenszels intervall med variansen til Robins, Breslow og Greenland"
        }
        Method::CochranMantelHaenszel => "Cochrans, Mantels og Haenszels test",
        Method::BreslowDayTarone => "Breslows og Days test med Tarones korreksjon",
        Method::FisherFreemanHalton => "Fishers, Freemans og Haltons eksakte test",
        Method::FisherFreemanHaltonMonteCarlo => "Fishers, Freemans og Haltons test med tilfeldig trukne tabeller",
        Method::CochranArmitage => "Cochrans og Armitages trendtest",
        Method::LinearByLinear => "Mantels test for lineær sammenheng",
        Method::NoncentralChiSquared => "intervallet fra den ikke-sentrale kjikvadratfordelingen",
        Method::MannWhitney => "Mann–Whitney-testen",
        Method::MannWhitneyExact => "den eksakte Mann–Whitney-testen",
        Method::HodgesLehmann => "Hodges’ og Lehmanns intervall",
        Method::SuperiorityLogit => "logitintervallet for sannsynligheten",
        Method::KruskalWallis => "Kruskal–Wallis-testen",
        Method::SignedRank => "Wilcoxons tegnrangtest",
        Method::SignedRankExact => "Wilcoxons eksakte tegnrangtest",
        Method::FisherZ => "Fishers z-intervall",
        Method::WeightedFisherZ => "Fishers z-intervall for det effektive antallet",
        Method::BonettWright => "Bonetts og Wrights intervall",
        Method::FiellerKendall => "Fiellers, Hartleys og Pearsons intervall",
        Method::PearsonCorrelationTest => "t-testen for en korrelasjon",
        Method::SpearmanTest => "t-testen for Spearmans rho",
        Method::SpearmanExact => "den eksakte testen for Spearmans rho",
        Method::KendallTest => "testen for Kendalls tau",
        Method::KendallExact => "den eksakte testen for Kendalls tau",
        Method::Garwood => "Garwoods eksakte intervall",
        Method::RateMidP => "mid-p-intervallet for rater",
        Method::RateRatioScore => "skårintervallet for en rateratio",
        Method::RateRatioExact => "det eksakte intervallet for en rateratio",
        Method::RateDifferenceRecovered => "Zous og Donners intervall",
        Method::RateScoreTest => "skårtesten for to rater",
        Method::RateExactTest => "den eksakte testen for rater",
        Method::RateMidPTest => "mid-p-testen for rater",
        Method::RateWaldTest => "Walds test for rater",
        Method::TwoOneSidedTests => "to ensidige tester (TOST)",
        Method::NonInferiorityTest => "den ensidige testen mot marginen",
        Method::AnglesOfDraws => "vinkelintervallet fra trekningene",
        Method::RobustRegression => "lineær regresjon med robuste standardfeil (HC2)",
    }
}

fn interval_method(method: Method) -> &'static str {
    match method {
        Method::Wald => "Walds metode",
        Method::Wilson => "Wilsons skårmetode",
        Method::WilsonContinuity => "Wilsons skårmetode med kontinuitetskorreksjon",
        Method::AgrestiCoull => "Agrestis og Coulls justerte Wald-metode",
        Method::ClopperPearson => "Cloppers og Pearsons eksakte metode",
        Method::Jeffreys => "Jeffreys’ metode",
        Method::Newcombe => "Newcombes hybride skårmetode",
        Method::MiettinenNurminen => "Miettinens og Nurminens skårmetode",
        Method::Mee => "Mees skårmetode",
        Method::AgrestiCaffo => "Agrestis og Caffos justerte Wald-metode",
        Method::Katz => "Katz’ logaritmiske metode",
        Method::KatzHalf => "Katz’ logaritmiske metode med 0,5 lagt til i hver celle",
        Method::Koopman => "Koopmans skårmetode",
        Method::Woolf => "Woolfs logitmetode",
        Method::WoolfHalf => "Woolfs logitmetode med 0,5 lagt til i hver celle",
        Method::HaldaneAnscombe => "Haldanes og Anscombes justerte logitmetode",
        Method::ConditionalExact => "den eksakte betingede metoden",
        Method::Arcsine => "arcsinusmetoden for Cohens h",
        Method::AsPublished => "metoden i publikasjonen",
        Method::Welch => "Welchs metode",
        Method::StudentT => "t-metoden for et gjennomsnitt",
        Method::KappaGwet => "t-metoden med Gwets standardfeil",
        Method::KappaNormal => "normalmetoden (Fleiss, Cohen og Everitt)",
        Method::IntraclassF => "F-metoden",
        Method::Feldt => "Feldts F-metode",
        Method::LogitLinearised => "logitmetoden med linearisert varians",
        Method::Linearised => "t-metoden med linearisert varians",
        Method::ClusterRobustCr1 => "klyngerobust metode (CR1)",
        Method::ClusterRobustCr2 => "klyngerobust metode (CR2) med Satterthwaites frihetsgrader",
        Method::ClusterRobustCr0 => "klyngerobust metode (CR0)",
        Method::LeastSquaresT => "t-metoden med lik varians",
        Method::HeteroskedasticHc0 => "robuste standardfeil (HC0)",
        Method::HeteroskedasticHc1 => "robuste standardfeil (HC1)",
        Method::HeteroskedasticHc2 => "robuste standardfeil (HC2)",
        Method::HeteroskedasticHc3 => "robuste standardfeil (HC3)",
        Method::FirthProfile => "Firths profilmetode",
        Method::DeltaMethod => "deltametoden",
        Method::WildClusterBootstrap => "vill klyngebootstrap",
        Method::SatterthwaiteT => "t-metoden med Satterthwaites frihetsgrader",
        Method::KaplanMeierLogLog => "Kaplan–Meier-metoden med punktvise log–log-intervaller",
        Method::BrookmeyerCrowley => "Brookmeyers og Crowleys metode",
        Method::RestrictedMean => "normalmetoden for differansen i begrenset gjennomsnittstid",
        Method::RestrictedMeanRatio => {
            "normalmetoden på logaritmeskalaen for forholdet mellom begrensede gjennomsnittstider"
        }
        Method::AalenJohansen => "Aalen–Johansen-metoden med punktvise log–log-intervaller",
        Method::CoxRegression => "Cox-regresjon med Efrons metode for like tider",
        Method::CoxRobust => "Cox-regresjon med Efrons metode for like tider og klyngerobuste standardfeil",
        Method::InverseProbabilityWeighting => {
            "vekting med invers sannsynlighet, med standardfeil som tar hensyn til at vektene er estimert"
        }
        Method::EntropyBalancing => "entropibalansering",
        Method::PropensityMatching => "matching på tilbøyelighetsskår (nærmeste nabo)",
        Method::TwoStageLeastSquares => "minste kvadraters metode i to trinn med robuste standardfeil (HC1)",
        Method::AndersonRubin => "Andersons og Rubins metode",
        Method::LeastSquaresHc1 => "t-metoden med robuste standardfeil (HC1)",
        Method::HartungKnapp => "Hartungs og Knapps metode",
        Method::HartungKnappTruncated => "Hartungs og Knapps metode, der standardfeilen aldri er mindre enn Walds",
        Method::HartungKnappWidest => "det videste av Hartungs og Knapps og Walds intervall",
        Method::PooledStudentT => "t-metoden med én frihetsgrad mindre enn antall studier",
        Method::QProfile => "Q-profilmetoden",
        Method::ProfileLikelihood => "profilsannsynlighetsmetoden",
        Method::PredictionKLessTwo => "metoden til Higgins, Thompson og Spiegelhalter",
        Method::PredictionKLessOne => "t-metoden med én frihetsgrad mindre enn antall studier",
        Method::PredictionNormal => "normalmetoden",
        Method::Ancova => "kovariansanalyse med verdien ved start",
        Method::NoncentralT => "den ikke-sentrale t-fordelingen",
        Method::Tango => "Tangos skårmetode for par",
        Method::NewcombePaired => "Newcombes skårmetode for par",
        Method::Tang => "Tangs skårmetode for par",
        Method::DiscordantWilson => "Wilsons skårmetode for par med ulikt utfall",
        Method::PairedT => "t-metoden for forskjeller innen par",
        Method::MantelHaenszelDifference => "Mantels og Haenszels metode med Satos varians",
        Method::MantelHaenszelRiskRatio => "Mantels og Haenszels metode med Greenlands og Robins’ varians",
        Method::MantelHaenszelOddsRatio => "Mantels og Haenszels metode med variansen til Robins, Breslow og Greenland",
        Method::NoncentralChiSquared => "den ikke-sentrale kjikvadratfordelingen",
        Method::HodgesLehmann => "Hodges’ og Lehmanns metode",
        Method::SuperiorityLogit => "logitmetoden med Cliffs varians",
        Method::FisherZ => "Fishers z-metode",
        Method::WeightedFisherZ => "Fishers z-metode for det effektive antallet",
        Method::BonettWright => "Bonetts og Wrights metode",
        Method::FiellerKendall => "Fiellers, Hartleys og Pearsons metode",
        Method::Garwood => "Garwoods eksakte metode",
        Method::RateMidP => "mid-p-metoden for rater",
        Method::RateRatioScore => "skårmetoden for rater",
        Method::RateRatioExact => "den eksakte metoden for rater",
        Method::RateDifferenceRecovered => "Zous og Donners metode",
        Method::Fieller => "Fiellers metode",
        Method::AnglesOfDraws => "vinkelmetoden på trekningene",
        Method::RobustRegression => "lineær regresjon med robuste standardfeil (HC2)",
        Method::RubinsRules => "Rubins regler med Barnards og Rubins frihetsgrader",
        Method::WilsonPooled => "Wilsons metode for imputerte data",
        Method::BootstrapPercentile => "bootstrap (persentiler)",
        Method::BootstrapBca => "bootstrap (BCa)",
        Method::BootstrapStudentised => "bootstrap (studentisert)",
        Method::BinomialExact
        | Method::ScoreTest
        | Method::ChiSquaredNMinusOne
        | Method::ChiSquaredPearson
        | Method::ChiSquaredYates
        | Method::FisherExact
        | Method::FisherMidP
        | Method::WaldTest
        | Method::OmegaOneFactor
        | Method::IccOneWay
        | Method::IccTwoWayRandom
        | Method::IccTwoWayFixed
        | Method::IntraclassTest
        | Method::KappaUnweighted
        | Method::KappaLinear
        | Method::KappaQuadratic
        | Method::KappaFleiss
        | Method::WelchTest
        | Method::CoefficientTest
        | Method::RobustTest
        | Method::PenalisedLikelihoodRatio
        | Method::SatterthwaiteTest
        | Method::InteractionTest
        | Method::ArmByTimeTest
        | Method::LinearRegression
        | Method::FixedEffectsRegression
        | Method::LogisticRegression
        | Method::FirthRegression
        | Method::ModifiedPoisson
        | Method::LogBinomial
        | Method::LinearMixedModel
        | Method::LogisticMixedLaplace
        | Method::LogisticMixedQuadrature
        | Method::RepeatedMeasuresModel
        | Method::ClusterRobustTest
        | Method::LogRank
        | Method::PetoPeto
        | Method::GehanBreslow
        | Method::TaroneWare
        | Method::SchoenfeldTest
        | Method::TwoWayFixedEffects
        | Method::EventStudy
        | Method::PreTrendTest
        | Method::MatchedTest
        | Method::LeastSquaresHc1Test
        | Method::FirstStageTest
        | Method::InverseVariance
        | Method::MantelHaenszel
        | Method::MantelHaenszelRandom
        | Method::Peto
        | Method::DerSimonianLaird
        | Method::PauleMandel
        | Method::RestrictedMaximumLikelihood
        | Method::MaximumLikelihood
        | Method::EmpiricalBayes
        | Method::SidikJonkman
        | Method::HedgesOlkin
        | Method::HunterSchmidt
        | Method::ThreeLevel
        | Method::HartungKnappTest
        | Method::PooledStudentTest
        | Method::CochranQ
        | Method::SubgroupTest
        | Method::ModeratorTest
        | Method::PermutationTest
        | Method::EggerTest
        | Method::HarbordTest
        | Method::PetersTest
        | Method::BeggMazumdar
        | Method::TrimAndFillL0
        | Method::TrimAndFillR0
        | Method::FailSafeRosenthal
        | Method::PooledControlRisk
        | Method::MedianControlRisk
        | Method::RubinsTest
        | Method::PermutationOfMeans
        | Method::PermutationOfMeansExact
        | Method::AncovaTest
        | Method::McNemar
        | Method::McNemarExact
        | Method::McNemarMidP
        | Method::Holm
        | Method::Hochberg
        | Method::Hommel
        | Method::Bonferroni
        | Method::Sidak
        | Method::BenjaminiHochberg
        | Method::BenjaminiYekutieli
        | Method::FixedSequence
        | Method::PowerOfProportions
        | Method::PowerOfMeans
        | Method::PowerOfClusters
        | Method::PairedTTest
        | Method::CochranMantelHaenszel
        | Method::BreslowDayTarone
        | Method::FisherFreemanHalton
        | Method::FisherFreemanHaltonMonteCarlo
        | Method::CochranArmitage
        | Method::LinearByLinear
        | Method::MannWhitney
        | Method::MannWhitneyExact
        | Method::KruskalWallis
        | Method::SignedRank
        | Method::SignedRankExact
        | Method::PearsonCorrelationTest
        | Method::SpearmanTest
        | Method::SpearmanExact
        | Method::KendallTest
        | Method::KendallExact
        | Method::RateScoreTest
        | Method::RateExactTest
        | Method::RateMidPTest
        | Method::RateWaldTest
        | Method::TwoOneSidedTests
        | Method::NonInferiorityTest
        | Method::ValueOfEffect
        | Method::QuantilesOfDraws
        | Method::BreakEvenOfEffect => self::method(method),
    }
}

fn note(note: Note) -> &'static str {
    match note {
        Note::CountsReconstructed => "Antall personer er regnet tilbake fra publiserte prosenter eller effektmål.",
        Note::Simulated => "Tallene er simulerte og beskriver ingen virkelige personer.",
        Note::Rounding => "Avvik skyldes avrunding.",
        Note::NumberNeededNotGiven => {
            "NNT (antall som må få tiltaket for at én ekstra skal ha utfallet) er ikke oppgitt (–) når \
             konfidensintervallet for differansen dekker null."
        }
        Note::NumberNeededRounded => {
            "NNT (antall som må få tiltaket for at én ekstra skal ha utfallet) er rundet av bort fra null."
        }
        Note::HalfAdded => "Det er lagt 0,5 til hver celle fordi minst én av dem er null.",
        Note::SmallExpectedCounts => {
            "Minst ett av de forventede antallene er under fem, så kjikvadrattestens p-verdi er en grov tilnærming."
        }
        Note::Unadjusted => "Estimatene er ikke justert for andre variabler.",
        Note::ParametersInferred => {
            "Parametrene i den økonomiske modellen er ikke publisert. De er valgt slik at modellen gir de publiserte \
             resultatene; andre valg kan gi de samme."
        }
        Note::MissingOutcomes => "Personer uten opplysning om utfallet er ikke med.",
        Note::UntestedStaysInFamily => "Resultater uten p-verdi teller med blant testene som om p var 1.",
        Note::TestsPositivelyDependent => {
            "Justeringen forutsetter at testene er uavhengige eller positivt avhengige av hverandre."
        }
        Note::TestsIndependent => "Justeringen forutsetter at testene er uavhengige av hverandre.",
        Note::NumbersRoundedUp => "Antall personer og klynger er rundet opp.",
        Note::PowerForPlanning => "Styrken gjelder planleggingen og sier ikke noe om et resultat som alt foreligger.",
        Note::EffectInFullTimeEquivalents => "Effekten er målt i årsverk, så lønnen er per årsverk.",
        Note::DiscountStaircase => {
            "Kalkulasjonsrenten er 4\u{a0}prosent til og med år\u{a0}40, 3\u{a0}prosent til og med år\u{a0}75 og deretter 2\u{a0}prosent."
        }
        Note::EffectInPersons => "Effekten er målt i personer, ikke i årsverk.",
        Note::PaymentsAtStart => "Beløpene er regnet som betalt ved starten av hver periode.",
        Note::PaymentsMid => "Beløpene er regnet som betalt midt i hver periode.",
        Note::PaymentsAtEnd => "Beløpene er regnet som betalt ved slutten av hver periode.",
        Note::TaxFinancingOnNetBudget => {
            "Skattefinansieringskostnaden er regnet av nettovirkningen på offentlige budsjetter: kostnaden ved tiltaket \
             minus inntektsskatt, arbeidsgiveravgift og sparte overføringer."
        }
        Note::TaxFinancingOnCostAlone => "Skattefinansieringskostnaden er regnet av kostnaden ved tiltaket alene.",
        Note::TaxFinancingWithoutPayrollTax => {
            "Skattefinansieringskostnaden er regnet av kostnaden ved tiltaket minus inntektsskatt og sparte \
             overføringer. Arbeidsgiveravgiften er holdt utenfor."
        }
        Note::IntervalFromEffectAlone => {
            "Konfidensintervallet for lønnen gjenspeiler bare usikkerheten i effekten; de andre størrelsene i modellen \
             er holdt fast."
        }
        Note::UpperLimitNotFixed => {
            "Øvre grense for lønnen kan ikke fastsettes fordi konfidensintervallet for effekten når ned til null."
        }
        Note::IntervalOfCostAndEffect => {
            "Intervallet for lønnen er Fiellers, med usikkerheten både i kostnaden og i effekten; andre forutsetninger er holdt fast."
        }
        Note::ProbabilityFromNormal => {
            "Sannsynlighetene er regnet fra normalfordelingen til estimatene; andre forutsetninger er holdt fast."
        }
        Note::ValueIntervalFromEffectAlone => {
            "Konfidensintervallet for netto nåverdi gjenspeiler bare usikkerheten i effekten; andre forutsetninger er holdt fast."
        }
        Note::ValueIntervalOfCostAndEffect => {
            "Konfidensintervallet for netto nåverdi er regnet fra normalfordelingen, med usikkerheten både i kostnaden og i effekten."
        }
        Note::CostIsEstimated => "Kostnaden er anslått med standardfeil.",
        Note::PricesConverted => "Beløp fra andre år er regnet om med konsumprisindeksen.",
        Note::ForPublicBudgets => {
            "Regnskapet er det for offentlige budsjetter: Skatt, arbeidsgiveravgift og sparte ytelser teller fullt ut."
        }
        Note::ForNav => {
            "Regnskapet er det for NAV: Sparte ytelser teller fullt ut, skatt og arbeidsgiveravgift teller ikke."
        }
        Note::ForParticipants => {
            "Regnskapet er det for deltakerne: Lønnen etter skatt teller mot ytelsene som faller bort."
        }
        Note::ForEmployers => {
            "Regnskapet er det for arbeidsgiverne: Produksjonen svarer til lønnskostnadene, så bare det de selv betaler av tiltaket, er igjen."
        }
        Note::PersonsDrawnAnew => {
            "Konfidensintervallene og sannsynlighetene er regnet med bootstrap: Personene er trukket på nytt innenfor hver gruppe."
        }
        Note::EffectInterpolated => {
            "Mellom observasjonene er effekten regnet langs rette linjer, fra null ved oppstart."
        }
        Note::EffectMonthByMonth => "Effekten er den observerte forskjellen i hver måned.",
        Note::EffectEnds => "Det er regnet med at effekten er borte etter den siste observasjonen.",
        Note::EffectPersists => "Det er regnet med at effekten varer ved etter den siste observasjonen.",
        Note::EffectFadesLinearly => {
            "Det er regnet med at effekten faller jevnt til null etter den siste observasjonen."
        }
        Note::EffectFadesExponentially => {
            "Det er regnet med at effekten faller med samme andel hver måned etter den siste observasjonen."
        }
        Note::Exploratory => "Analysen var ikke forhåndsspesifisert og må tolkes med varsomhet.",
        Note::RoundedToThree => {
            "Antall personer er rundet av til nærmeste tall som kan deles på tre, og andeler er regnet av de avrundede \
             tallene. Tallene summerer seg derfor ikke alltid."
        }
        Note::RoundedToFive => {
            "Antall personer er rundet av til nærmeste tall som kan deles på fem, og andeler er regnet av de avrundede \
             tallene. Tallene summerer seg derfor ikke alltid."
        }
        Note::Protected => ": = Tall vises ikke av hensyn til personvern.",
        Note::EnrolmentStated => "Tallene fra før fordelingen er oppgitt, ikke talt opp i dataene.",
        Note::LatestReview => "Tjenester som er vurdert flere ganger, står med siste vurdering.",
        Note::ItemsNotRated => "Tjenester der minst ett punkt ikke er vurdert, har ingen samlet skår.",
        Note::AcrossServices => {
            "Sammenhengene er mellom tjenester og er ikke effekter: De kan skyldes at tjenestene har ulike deltakere eller ulike lokale arbeidsmarkeder."
        }
        Note::FewServices => "Det er færre enn ti tjenester, så sammenhengene kan lett skyldes tilfeldigheter.",
        Note::HalfAddedToServices => {
            "For tjenester der alle eller ingen hadde utfallet, er det lagt 0,5 til begge antallene i metaregresjonen."
        }
        Note::DesignBased => "Intervallene tar hensyn til hvordan utvalget er trukket.",
        Note::Weighted => "Andeler og gjennomsnitt er vektet; N er antall svar uten vekt.",
        Note::UnansweredLeftOut => "Prosentene er regnet av dem som svarte på spørsmålet.",
        Note::NoIntervalFromDesign => {
            "Noen andeler står uten intervall: Alle eller ingen svarte slik, eller et stratum har bare én klynge, og da sier ikke utvalget hvor usikker andelen er."
        }
        Note::CompleteAnswersOnly => "Personer som lot noe stå ubesvart, er holdt utenfor.",
        Note::ItemsReversed => "Noen spørsmål er snudd, slik at alle går samme vei.",
        Note::ClusterRobust => {
            "Intervallene tar hensyn til at deltakerne hører til grupper (klynger) som ligner mer på hverandre."
        }
        Note::FirthInstead => {
            "En variabel, eller flere sammen, skiller fullstendig mellom dem som har utfallet og dem som ikke har det. Vanlig logistisk regresjon gir da et uendelig estimat, og Firths metode er brukt i stedet."
        }
        Note::ModifiedPoissonInstead => {
            "Log-binomisk regresjon konvergerte ikke, og modifisert poissonregresjon er brukt i stedet."
        }
        Note::CollinearLeftOut => "Kjennetegn som følger fullt ut av de andre i modellen, er tatt ut (–).",
        Note::OneCluster => {
            "Alle hører til samme klynge. Usikkerheten kan da ikke beregnes, og estimatene står uten konfidensintervall."
        }
        Note::FewClusters => {
            "Det er færre enn 20 klynger. Klyngerobuste intervaller er da usikre og kan være for smale."
        }
        Note::Hc1Instead => {
            "Én person bestemmer alene en av koeffisientene. HC2 og HC3 kan da ikke regnes ut, og HC1 er brukt i stedet."
        }
        Note::IncompleteRows => "Personer som mangler opplysning om minst én av variablene, er ikke med.",
        Note::Associations => {
            "Deltakerne er ikke fordelt ved loddtrekning. Estimatene er sammenhenger, og er ikke nødvendigvis effekter."
        }
        Note::SubgroupsByInteraction => {
            "At en forskjell er statistisk signifikant i én undergruppe og ikke i en annen, betyr ikke at effekten er ulik. Det er testen for samspill som viser om forskjellene mellom undergruppene er større enn tilfeldighetene tilsier."
        }
        Note::NoVarianceBetweenClusters => {
            "Variasjonen mellom klyngene er beregnet til null: De er ikke mer ulike enn tilfeldighetene tilsier."
        }
        Note::ConditionalOdds => {
            "Oddsratioene gjelder personer i samme klynge og er lenger fra 1 enn i en modell uten klynger."
        }
        Note::NothingMeasured => "Personer som mangler verdien ved start eller alle målingene, er ikke med.",
        Note::MissingAtRandom => {
            "Personer som mangler noen av målingene, er med. Modellen forutsetter at det som mangler, bare avhenger av det som er observert."
        }
        Note::CompoundSymmetryInstead => {
            "En egen korrelasjon for hvert par av målinger lot seg ikke beregne. I stedet er det brukt én varians og én felles korrelasjon."
        }
        Note::InterceptInstead => {
            "Modellen der også endringen varierer mellom personene eller klyngene, konvergerte ikke. I stedet varierer bare nivået."
        }
        Note::PointwiseIntervals => "Intervallene gjelder for hver måned for seg.",
        Note::StepsGathered => "Kurvene har færre trinn enn dataene, av hensyn til personvern.",
        Note::FewClustersCorrected => {
            "Det er færre enn 40 klynger. Vanlige klyngerobuste standardfeil blir da for små, så det er brukt CR2 med Satterthwaites frihetsgrader."
        }
        Note::TrendsDifferBefore => {
            "Gruppene utviklet seg ulikt allerede før start, noe som taler mot forutsetningen om lik utvikling."
        }
        Note::ExtremeScoresLeftOut => {
            "Personer som var for ulike dem i den andre gruppen til å kunne sammenlignes, er utelatt. Estimatet gjelder dem som er igjen."
        }
        Note::LargeWeightsLowered => {
            "De største vektene er senket, noe som gjør estimatet mer presist, men gir litt skjevhet."
        }
        Note::OtherEventsPrevent => {
            "Den som har hatt en av de andre hendelsene, kan ikke lenger få denne. Andelene tar hensyn til det, og summen av dem er høyst 100\u{a0}prosent."
        }
        Note::HazardsNotProportional => {
            "Testen tyder på at hasardratioen endrer seg gjennom oppfølgingen. Den må da leses som et gjennomsnitt, som avhenger av hvor lenge deltakerne er fulgt."
        }
        Note::InfiniteHazardRatio => {
            "Hasardratioen kan ikke beregnes når hendelsen ikke forekommer, eller forekommer hos alle først, i den ene gruppen: Estimatet vokser uten grense. Log-rank-testen og begrenset gjennomsnittstid kan brukes i stedet."
        }
        Note::FewClustersUncorrected => {
            "Det er færre enn 40 klynger. De klyngerobuste standardfeilene kan da være for små."
        }
        Note::ParallelTrends => "Estimatet forutsetter at gruppene ville ha utviklet seg likt uten tiltaket.",
        Note::StaggeredStart => {
            "Enhetene begynner på ulike tidspunkter. Hvis tiltaket virker ulikt tidlig og sent, eller ulikt i enhetene, kan ett samlet tall fra denne modellen være misvisende."
        }
        Note::EndsGathered => "De ytterste punktene samler alle tidligere og senere perioder.",
        Note::OnlyMeasured => {
            "Metoden jevner bare ut de kjennetegnene som er med i tabellen. Andre forskjeller kan være igjen."
        }
        Note::ImbalanceLeft => "Minst ett kjennetegn har fortsatt en standardisert differanse over 0,1.",
        Note::SomeUnmatched => {
            "Noen i tiltaksgruppen fikk ingen match og er ikke med. Estimatet gjelder bare dem som fikk."
        }
        Note::PenalisedScore => {
            "Kjennetegnene skiller gruppene fullstendig for noen, så tilbøyelighetsskåren er beregnet med Firths metode."
        }
        Note::WeakInstrument => {
            "F i første trinn er under ti: Fordelingen påvirker for lite hvem som deltar. Estimatet er da upålitelig, og intervallet er Andersons og Rubins, som gjelder likevel."
        }
        Note::CompliersOnly => {
            "Estimatet gjelder dem som deltar når de får tilbud, og ellers ikke. Det forutsetter at tilbudet bare virker gjennom deltakelsen, og at ingen gjør det motsatte av det de blir tilbudt."
        }
        Note::NoTestsOfBaseline => {
            "Det er ikke oppgitt p-verdier: Forskjeller ved start mellom grupper som er fordelt ved loddtrekning, er tilfeldige."
        }
        Note::NoTestsOfBaselineOfSome => {
            "Det er ikke oppgitt p-verdier, fordi gruppene er fordelt ved loddtrekning. Tabellen gjelder noen av personene i dataene: Er de valgt ut etter loddtrekningen, kan forskjeller ved start også skyldes utvelgelsen."
        }
        Note::DifferFromTheStart => {
            "Deltakerne er ikke fordelt ved loddtrekning. Det de er ulike i ved start, kan forklare noe av det gruppene er ulike i senere."
        }
        Note::NobodyLost => "Ingen mangler utfallet.",
        Note::TwoStudies => {
            "Det er bare to studier. Variasjonen mellom studier lar seg da knapt beregne, og intervallet må leses med stor varsomhet."
        }
        Note::OneStudy => "Det er bare én studie, så ingenting er slått sammen.",
        Note::NarrowerThanWald => {
            "Hartungs og Knapps intervall er her smalere enn Walds, noe som kan hende når studiene ligner mer på hverandre enn tilfeldighetene tilsier."
        }
        Note::SeveralMaxima => {
            "Sannsynlighetsfunksjonen for variasjonen mellom studiene har flere topper; den høyeste er brukt."
        }
        Note::WaldInstead => {
            "Med to studier, eller når variasjonen mellom studier beregnes til null, bruker profilen Walds intervall."
        }
        Note::HalfAddedWhereNeeded => "I studier med en tom celle er det lagt 0,5 til hver celle.",
        Note::TreatmentArmAdded => {
            "I studier med en tom celle er det lagt til et tall etter størrelsen på gruppene (Sweeting mfl. 2004)."
        }
        Note::StudiesWithoutEstimate => "Studier uten estimat (–) inngår ikke i det samlede estimatet.",
        Note::ClusterCorrected => "Klyngerandomiserte studier er korrigert for klynger med designeffekten.",
        Note::SharedControlSplit => {
            "Kontrollgrupper som flere grupper deler, er fordelt mellom dem, så ingen personer telles to ganger."
        }
        Note::EffectsFromIntervals => {
            "Standardfeilen i noen studier er regnet ut av publiserte intervaller eller p-verdier."
        }
        Note::MeansFromMedians => {
            "Noen gjennomsnitt og standardavvik er regnet ut av medianer og kvartiler eller ytterpunkter, noe som forutsetter at fordelingen ikke er skjev."
        }
        Note::SkewedMedians => {
            "Minst ett sett av kvantiler tyder på en skjev fordeling; gjennomsnittet som er regnet ut av det, er usikkert."
        }
        Note::FewStudiesForAsymmetry => "Det er færre enn ti studier. Tester for skjevhet i traktplottet sier da lite.",
        Note::AcrossStudies => {
            "Forskjeller mellom studier er sammenhenger, ikke effekter: Studiene er ikke fordelt ved loddtrekning."
        }
        Note::FewStudiesForModerators => {
            "Det er færre enn ti studier per moderator, så resultatet kan lett skyldes tilfeldigheter."
        }
        Note::RiskCappedAtAll => {
            "Risikoen med tiltaket er satt til 1\u{a0}000 per 1\u{a0}000, som er det høyeste mulige."
        }
        Note::ImputedAtRandom => {
            "Imputeringen forutsetter at verdier mangler tilfeldig, gitt det som er med i modellen."
        }
        Note::ImputationSeparated => {
            "I noen av imputeringsmodellene skilte prediktorene gruppene helt; de er beregnet med Firths straffeledd."
        }
        Note::ImputationWithoutModel => {
            "Noen av imputeringsmodellene lot seg ikke beregne; der er verdier trukket uten hensyn til prediktorene."
        }
        Note::ImputationPredictorsLeftOut => {
            "Prediktorer som ikke sier noe nytt, er utelatt fra noen av imputeringsmodellene."
        }
        Note::ImputedInOnePass => "Verdiene mangler i et monotont mønster, så én runde er nok.",
        Note::ImputedElsewhere => "Imputeringen er gjort utenfor denne analysen.",
        Note::ChainsNotMixed => {
            "Kjedene i imputeringen blandet seg ikke godt nok: Største potensielle skalareduksjon er over 1,1, så resultatet er usikkert."
        }
        Note::FewImputations => {
            "Det er færre imputerte datasett enn prosent manglende informasjon; et annet startpunkt for tilfeldige tall kan gi et annet resultat."
        }
        Note::RiskAtLeastNone => "Risikoen med tiltaket er satt til 0 per 1\u{a0}000, som er det laveste mulige.",
        Note::FewDiscordantPairs => {
            "Færre enn ti par har ulikt utfall. Normaltilnærmingen er da grov, så p er fra McNemars eksakte test med mid-p."
        }
        Note::IncompletePairs => "Personer som mangler den ene av de to opplysningene, er ikke med.",
        Note::ChangeIsNotEffect => {
            "Tallene viser en endring over tid. De viser ikke hvor mye av den som skyldes tiltaket."
        }
        Note::StrataDiffer => {
            "Effekten er ulik i de ulike strataene (p\u{a0}<\u{a0}0,05). Det samlede estimatet er et veid gjennomsnitt av dem."
        }
        Note::StrataWithoutComparison => "Strata der en av gruppene er tom, er ikke med.",
        Note::ExactInsteadOfChiSquared => {
            "Minst ett forventet antall er under fem. Kjikvadrattesten er da en grov tilnærming, så p er fra den eksakte testen."
        }
        Note::RandomTablesInsteadOfChiSquared => {
            "Minst ett forventet antall er under fem, og tabellen er for stor for en eksakt test. p er derfor regnet av tilfeldig trukne tabeller med de samme summene."
        }
        Note::EquallySpacedScores => "Trendtesten regner kategoriene som like langt fra hverandre.",
        Note::AssociationOnly => "En sammenheng sier ikke hva som er årsak, og hva som er virkning.",
        Note::WeightedCorrelations => "Korrelasjonene er vektet, og intervallene bygger på det effektive antallet.",
        Note::PairwiseComplete => "Hver korrelasjon er regnet av dem som har begge verdiene, så antallet kan variere.",
        Note::SmallGroupsForRanks => {
            "Minst én gruppe har færre enn fem personer, så testens p-verdi er en grov tilnærming."
        }
        Note::ConstantRates => "Ratene er regnet som like store i hele oppfølgingstiden.",
        Note::RatioNotAnInterval => {
            "Konfidensmengden for kostnad per effekt er ikke et vanlig intervall, fordi effekten kan være null."
        }
        Note::DrawsFromBootstrap => {
            "Sannsynlighetene og verdien av informasjon er regnet med bootstrap: Personer er trukket på nytt innenfor hver gruppe."
        }
        Note::DrawsFromClusterBootstrap => {
            "Sannsynlighetene og verdien av informasjon er regnet med bootstrap: Klynger er trukket på nytt innenfor hver gruppe."
        }
        Note::AdjustedByRegression => "Forskjellene er justert for andre variabler ved regresjon.",
        Note::DrawsFromNormal => {
            "Sannsynlighetene og verdien av informasjon er regnet fra normalfordelingen til estimatene, med samvariasjonen mellom kostnad og effekt."
        }
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NoWageCarriesTheCosts => "tiltaket kan ikke bære kostnadene ved noe lønnsnivå",
        Reason::PublicPurseGains => "tiltaket gir de offentlige budsjettene mer enn det koster dem",
        Reason::CostsNeverCarried => "tiltaket bærer ikke kostnadene innen hundre år",
        Reason::EveryWageCarriesTheCosts => "tiltaket er lønnsomt ved ethvert lønnsnivå",
        Reason::Dominant => "tiltaket koster mindre og gir mer effekt, så brøken har ingen mening",
        Reason::Dominated => "tiltaket koster mer og gir mindre effekt, så brøken har ingen mening",
        Reason::ExtendedlyDominated => "en blanding av to andre tiltak gir mer for samme kostnad",
        Reason::Comparator => "alternativet er det som andre sammenlignes med",
        Reason::Protected => "tallet vises ikke av hensyn til personvern",
        Reason::Statistics(undefined) => match undefined {
            Undefined::NoObservations => "det finnes ingen observasjoner",
            Undefined::TooFewObservations => "det er for få observasjoner",
            Undefined::EventsExceedTotal => "flere har utfallet enn det er personer i gruppen",
            Undefined::NoEvents => "ingen har utfallet",
            Undefined::ZeroCell => "en celle i tabellen er null",
            Undefined::ZeroMargin => "en rad eller kolonne i tabellen summerer seg til null",
            Undefined::ZeroDifference => "differansen er null",
            Undefined::NoVariation => "alle verdiene er like",
            Undefined::OutsideDomain => "ett av tallene ligger utenfor området som metoden gjelder for",
            Undefined::TooLarge => "tallene er for store for en eksakt beregning",
            Undefined::BeyondFollowUp => "oppfølgingstiden er for kort",
            Undefined::TooFewGroups => "det er for få grupper eller klynger",
            Undefined::Collinear => "en variabel er en kombinasjon av de andre",
            Undefined::FullLeverage => "én observasjon bestemmer alene en koeffisient",
            Undefined::Separation => "utfallet kan forutsies fullstendig, og estimatet er uendelig",
            Undefined::NoConvergence => "beregningen konvergerte ikke",
            Undefined::NotFinite => "resultatet er ikke et endelig tall",
        },
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Observed => "observert",
        Basis::Published => "publisert",
        Basis::Reconstructed => "regnet tilbake",
        Basis::Inferred => "utledet",
        Basis::Assumed => "antatt",
        Basis::Rule => "statens regler",
        Basis::Simulated => "simulert",
    }
}
