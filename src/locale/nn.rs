//! Nynorsk: e-infinitive (`bere`, `vere`), feminine nouns in -a (`løna`, `tallinja`).

use super::Style;
use super::words::{Wording, Words};
use crate::results::{Basis, Method, Note, Reason, Unit};
use crate::stats::Undefined;

pub(super) const WORDS: Words = Words {
    tag: "nn-NO",
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
    numerals: ["null", "éin", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
    and: "og",
    to: "til",
    at_most: "høgst",
    at_least: "minst",
    or: "eller",
    whole_line: "heile tallinja",
    one_more: "éin fleire",
    one_fewer: "éin færre",
    no_upper_limit: "øvre grense kan ikkje fastsetjast",
    confidence_short: "KI",
    confidence_long: "s konfidensintervall",
    not_defined: "ikkje definert",
    participants: ["deltakar", "deltakarar"],
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
        (Unit::Persons, _) => Wording::After("person", "personar"),
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
        (Unit::Months, _) => Wording::After("månad", "månader"),
        (Unit::Weeks, _) => Wording::After("veke", "veker"),
        (Unit::Days, _) => Wording::After("dag", "dagar"),
    }
}

fn unit_name(unit: Unit, style: Style) -> String {
    let name = match (unit, style) {
        (Unit::Kroner { price_year }, _) => return format!("{price_year}-kroner"),
        (Unit::KronerPerYear { price_year }, _) => return format!("{price_year}-kroner i året"),
        (Unit::Number, _) => "",
        (Unit::Persons, _) => "personar",
        (Unit::Proportion, Style::Text) => "prosent",
        (Unit::Proportion, Style::Table) => "%",
        (Unit::ProportionDifference, _) => "prosentpoeng",
        (Unit::Ratio, _) => "forholdstal",
        (Unit::NumberNeeded, Style::Text) => "talet på som må få tiltaket for at éin ekstra skal ha utfallet",
        (Unit::NumberNeeded, Style::Table) => "NNT",
        (Unit::EffectSize, _) => "effektstorleik",
        (Unit::PerKrone, _) => "øre per krone",
        (Unit::ShareOfWage, Style::Text) => "prosent av løna",
        (Unit::ShareOfWage, Style::Table) => "% av løna",
        (Unit::RatePerYear, Style::Text) => "prosent i året",
        (Unit::RatePerYear, Style::Table) => "% i året",
        (Unit::QualityAdjustedLifeYears, _) => "kvalitetsjusterte leveår",
        (Unit::Significance, _) => "verdi",
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
        (Unit::EffectMagnitude, _) => "storleiken på effekten",
        (Unit::RiskOfBias, _) => "risiko for skeivleikar",
        (Unit::RiskOfBiasNonRandomised, _) => "risiko for skeivleikar",
        (Unit::Years, _) => "år",
        (Unit::Months, _) => "månader",
        (Unit::Weeks, _) => "veker",
        (Unit::Days, _) => "dagar",
    };
    name.to_owned()
}

fn judgement(unit: Unit, level: i64) -> &'static str {
    match (unit, level) {
        (Unit::MarginConclusion, -1) => "utanfor marginen",
        (Unit::MarginConclusion, 0) => "ikkje avklart",
        (Unit::MarginConclusion, 1) => "innanfor marginen",
        (Unit::Significance, 1) => "lita",
        (Unit::Significance, 2) => "middels",
        (Unit::Significance, 3) => "stor",
        (Unit::Extent, -3) => "stort negativt",
        (Unit::Extent, -2) => "middels negativt",
        (Unit::Extent, -1) => "lite negativt",
        (Unit::Extent, 0) => "ubetydeleg",
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
        (Unit::Certainty, 1) => "svært låg",
        (Unit::Certainty, 2) => "låg",
        (Unit::Certainty, 3) => "moderat",
        (Unit::Certainty, 4) => "høg",
        (Unit::EffectMagnitude, 0) => "liten eller ingen skilnad",
        (Unit::EffectMagnitude, 1) => "liten auke",
        (Unit::EffectMagnitude, 2) => "moderat auke",
        (Unit::EffectMagnitude, 3) => "stor auke",
        (Unit::EffectMagnitude, -1) => "liten nedgang",
        (Unit::EffectMagnitude, -2) => "moderat nedgang",
        (Unit::EffectMagnitude, -3) => "stor nedgang",
        (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 0) => "låg",
        (Unit::RiskOfBias, 1) => "noko uro",
        (Unit::RiskOfBias, 2) => "høg",
        (Unit::RiskOfBiasNonRandomised, 1) => "moderat",
        (Unit::RiskOfBiasNonRandomised, 2) => "alvorleg",
        (Unit::RiskOfBiasNonRandomised, 3) => "kritisk",
        (Unit::RiskOfBiasNonRandomised, 4) => "ingen opplysningar",
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
        Method::KatzHalf => "Katz’ logaritmiske intervall med 0,5 lagt til i kvar celle",
        Method::Koopman => "Koopmans skårintervall",
        Method::Woolf => "Woolfs logitintervall",
        Method::WoolfHalf => "Woolfs logitintervall med 0,5 lagt til i kvar celle",
        Method::HaldaneAnscombe => "Haldanes og Anscombes justerte logitintervall",
        Method::ConditionalExact => "det eksakte vilkårsbundne intervallet",
        Method::Arcsine => "arcsinusintervallet for Cohens h",
        Method::BinomialExact => "den eksakte binomialtesten",
        Method::ScoreTest => "skårtesten for éin prosentdel",
        Method::ChiSquaredNMinusOne => "kjikvadrattesten med faktoren (N\u{a0}−\u{a0}1)/N",
        Method::ChiSquaredPearson => "Pearsons kjikvadrattest",
        Method::ChiSquaredYates => "Pearsons kjikvadrattest med Yates’ kontinuitetskorreksjon",
        Method::FisherExact => "Fishers eksakte test",
        Method::FisherMidP => "Fishers eksakte test med mid-p",
        Method::WaldTest => "Walds test",
        Method::AsPublished => "henta frå publikasjonen",
        Method::ValueOfEffect => "netto noverdi ved kvar ende av konfidensintervallet for effekten",
        Method::QuantilesOfDraws => "kvantilar av trekkingane",
        Method::Fieller => "konfidensmengda til Fieller",
        Method::BreakEvenOfEffect => "den nødvendige bruttoløna ved kvar ende av konfidensintervallet for effekten",
        Method::Welch => "Welchs t-intervall",
        Method::StudentT => "t-intervallet for eit gjennomsnitt",
        Method::KappaGwet => "t-intervallet for Fleiss’ kappa",
        Method::KappaNormal => "normalintervallet for kappa",
        Method::KappaFleiss => "Fleiss’ kappa",
        Method::KappaQuadratic => "Cohens kappa med kvadratiske vekter",
        Method::KappaLinear => "Cohens kappa med lineære vekter",
        Method::KappaUnweighted => "Cohens kappa utan vekter",
        Method::IntraclassTest => "F-testen for ein intraklassekorrelasjon",
        Method::IntraclassF => "F-intervallet for ein intraklassekorrelasjon",
        Method::IccTwoWayFixed => "ICC(3), konsistens",
        Method::IccTwoWayRandom => "ICC(2), absolutt semje",
        Method::IccOneWay => "ICC(1), der kvar har eigne vurderarar",
        Method::OmegaOneFactor => "McDonalds omega frå ein modell med éin faktor",
        Method::Feldt => "Feldts F-intervall",
        Method::LogitLinearised => "logitintervallet med linearisert varians",
        Method::Linearised => "t-intervallet med linearisert varians",
        Method::ClusterRobustCr1 => "det klyngjerobuste t-intervallet (CR1)",
        Method::ClusterRobustCr2 => "det klyngjerobuste t-intervallet (CR2) med Satterthwaites fridomsgrader",
        Method::ClusterRobustCr0 => "det klyngjerobuste intervallet (CR0)",
        Method::LeastSquaresT => "t-intervallet for ein regresjonskoeffisient",
        Method::HeteroskedasticHc0 => "det robuste intervallet (HC0)",
        Method::HeteroskedasticHc1 => "det robuste intervallet (HC1)",
        Method::HeteroskedasticHc2 => "det robuste intervallet (HC2)",
        Method::HeteroskedasticHc3 => "det robuste intervallet (HC3)",
        Method::FirthProfile => "Firths profilintervall",
        Method::DeltaMethod => "intervallet etter deltametoden",
        Method::WildClusterBootstrap => "den ville klyngjebootstrappen",
        Method::SatterthwaiteT => "t-intervallet med Satterthwaites fridomsgrader",
        Method::CoefficientTest => "t-testen av koeffisienten",
        Method::RobustTest => "testen med robuste standardfeil",
        Method::PenalisedLikelihoodRatio => "Firths sannsynskvotetest",
        Method::SatterthwaiteTest => "t-testen med Satterthwaites fridomsgrader",
        Method::InteractionTest => "testen for samspel",
        Method::ArmByTimeTest => "testen for samspel mellom gruppe og tid",
        Method::LinearRegression => "lineær regresjon",
        Method::FixedEffectsRegression => "lineær regresjon med faste effektar",
        Method::LogisticRegression => "logistisk regresjon",
        Method::FirthRegression => "logistisk regresjon etter Firth",
        Method::ModifiedPoisson => "modifisert poissonregresjon",
        Method::LogBinomial => "log-binomisk regresjon",
        Method::LinearMixedModel => "lineær fleirnivåmodell (REML)",
        Method::LogisticMixedLaplace => "logistisk fleirnivåmodell (Laplace)",
        Method::LogisticMixedQuadrature => "logistisk fleirnivåmodell (adaptiv kvadratur)",
        Method::RepeatedMeasuresModel => "modell for gjentekne målingar (REML)",
        Method::KaplanMeierLogLog => "Kaplan–Meier-estimatet med punktvise log–log-intervall",
        Method::BrookmeyerCrowley => "Brookmeyers og Crowleys intervall",
        Method::RestrictedMean => "normalintervallet for differansen i avgrensa gjennomsnittstid",
        Method::RubinsRules => "intervallet frå Rubins reglar med fridomsgradene til Barnard og Rubin",
        Method::RubinsTest => "t-testen etter Rubins reglar",
        Method::WilsonPooled => "Wilson-intervallet for imputerte data",
        Method::BootstrapPercentile => "persentilintervallet frå bootstrap",
        Method::BootstrapBca => "det korrigerte intervallet frå bootstrap (BCa)",
        Method::BootstrapStudentised => "det studentiserte intervallet frå bootstrap",
        Method::PermutationOfMeans => "permutasjonstesten av gjennomsnitta",
        Method::PermutationOfMeansExact => "den eksakte permutasjonstesten av gjennomsnitta",
        Method::WelchTest => "Welchs t-test",
        Method::ClusterRobustTest => "den klyngjerobuste t-testen",
        Method::Ancova => "kovariansanalyse med verdien ved start",
        Method::NoncentralT => "intervallet frå den ikkje-sentrale t-fordelinga",
        Method::AncovaTest => "t-testen i kovariansanalysen",
        Method::LogRank => "log-rank-testen",
        Method::PetoPeto => "Petos og Petos test",
        Method::GehanBreslow => "Gehans og Breslows test",
        Method::TaroneWare => "Tarones og Wares test",
        Method::RestrictedMeanRatio => {
            "normalintervallet på logaritmeskalaen for forholdet mellom avgrensa gjennomsnittstider"
        }
        Method::AalenJohansen => "Aalen–Johansen-estimatet med punktvise log–log-intervall",
        Method::CoxRegression => "Cox-regresjon med Efrons metode for like tider",
        Method::CoxRobust => "Cox-regresjon med Efrons metode for like tider og klyngerobuste standardfeil",
        Method::SchoenfeldTest => "testen av Schoenfelds residualar",
        Method::TwoWayFixedEffects => "faste effektar av eining og periode",
        Method::EventStudy => "ein hendingsstudie med faste effektar av eining og periode",
        Method::PreTrendTest => "F-testen av skilnadene før start",
        Method::InverseProbabilityWeighting => "vekting med invers sannsyn",
        Method::EntropyBalancing => "entropibalansering",
        Method::PropensityMatching => "matching på tilbøyelegheitsskår",
        Method::MatchedTest => "t-testen av skilnadene i dei matcha setta",
        Method::TwoStageLeastSquares => "minste kvadrats metode i to steg med robuste standardfeil (HC1)",
        Method::AndersonRubin => "Andersons og Rubins intervall",
        Method::LeastSquaresHc1 => "t-intervallet med robuste standardfeil (HC1)",
        Method::LeastSquaresHc1Test => "t-testen med robuste standardfeil (HC1)",
        Method::FirstStageTest => "F-testen i første steg",
        Method::HartungKnapp => "Hartungs og Knapps intervall",
        Method::HartungKnappTruncated => "Hartungs og Knapps intervall, der standardfeilen aldri er mindre enn Walds",
        Method::HartungKnappWidest => "det vidaste av Hartungs og Knapps og Walds intervall",
        Method::PooledStudentT => "t-intervallet med éin fridomsgrad mindre enn talet på studiar",
        Method::InverseVariance => "ein felles effekt, vekta med inverse variansar",
        Method::MantelHaenszel => "Mantels og Haenszels metode for ein felles effekt",
        Method::MantelHaenszelRandom => {
            "tilfeldige effektar etter DerSimonian og Laird, med Q rundt Mantels og Haenszels estimat"
        }
        Method::Peto => "Petos metode for ein felles oddsratio",
        Method::DerSimonianLaird => "tilfeldige effektar etter DerSimonian og Laird",
        Method::PauleMandel => "tilfeldige effektar etter Paule og Mandel",
        Method::RestrictedMaximumLikelihood => "tilfeldige effektar med restriktert sannsynsmaksimering (REML)",
        Method::MaximumLikelihood => "tilfeldige effektar med sannsynsmaksimering (ML)",
        Method::EmpiricalBayes => "tilfeldige effektar etter Morris (empirisk Bayes)",
        Method::SidikJonkman => "tilfeldige effektar etter Sidik og Jonkman",
        Method::HedgesOlkin => "tilfeldige effektar etter Hedges og Olkin",
        Method::HunterSchmidt => "tilfeldige effektar etter Hunter og Schmidt",
        Method::ThreeLevel => "ein modell på tre nivå (REML)",
        Method::QProfile => "Q-profilintervallet",
        Method::ProfileLikelihood => "profilsannsynsintervallet",
        Method::PredictionKLessTwo => "prediksjonsintervallet etter Higgins, Thompson og Spiegelhalter",
        Method::PredictionKLessOne => "prediksjonsintervallet med éin fridomsgrad mindre enn talet på studiar",
        Method::PredictionNormal => "prediksjonsintervallet frå normalfordelinga",
        Method::HartungKnappTest => "Hartungs og Knapps t-test",
        Method::PooledStudentTest => "t-testen med éin fridomsgrad mindre enn talet på studiar",
        Method::CochranQ => "Cochrans Q-test",
        Method::SubgroupTest => "testen for skilnad mellom undergrupper",
        Method::ModeratorTest => "testen for samvariasjon med moderatorane",
        Method::PermutationTest => "permutasjonstesten",
        Method::EggerTest => "Eggers test",
        Method::HarbordTest => "Harbords test",
        Method::PetersTest => "Peters’ test",
        Method::BeggMazumdar => "Beggs og Mazumdars rangtest",
        Method::TrimAndFillL0 => "Duvals og Tweedies «trim and fill» (L0)",
        Method::TrimAndFillR0 => "Duvals og Tweedies «trim and fill» (R0)",
        Method::FailSafeRosenthal => "Rosenthals tryggleikstal",
        Method::PooledControlRisk => "den samla delen i kontrollgruppene i studiane",
        Method::MedianControlRisk => "medianen av delane i kontrollgruppene i studiane",
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
        Method::FixedSequence => "testing i fast rekkjefølgje",
        Method::PowerOfProportions => "styrken til testen av to delar (normaltilnærminga)",
        Method::PowerOfMeans => "styrken til t-testen av to gjennomsnitt",
        Method::PowerOfClusters => "styrken til t-testen av klyngene",
        Method::PairedT => "t-intervallet for skilnader innan par",
        Method::PairedTTest => "t-testen for par",
        Method::MantelHaenszelDifference => "Mantels og Haenszels intervall med Satos varians",
        Method::MantelHaenszelRiskRatio => "Mantels og Haenszels intervall med Greenlands og Robins’ varians",
        Method::MantelHaenszelOddsRatio => {
            "Mantels og Haenszels intervall med variansen til Robins, Breslow og Greenland"
        }
        Method::CochranMantelHaenszel => "Cochrans, Mantels og Haenszels test",
        Method::BreslowDayTarone => "Breslows og Days test med Tarones korreksjon",
        Method::FisherFreemanHalton => "Fishers, Freemans og Haltons eksakte test",
        Method::FisherFreemanHaltonMonteCarlo => "Fishers, Freemans og Haltons test med tilfeldig trekte tabellar",
        Method::CochranArmitage => "Cochrans og Armitages trendtest",
        Method::LinearByLinear => "Mantels test for lineær samanheng",
        Method::NoncentralChiSquared => "intervallet frå den ikkje-sentrale kjikvadratfordelinga",
        Method::MannWhitney => "Mann–Whitney-testen",
        Method::MannWhitneyExact => "den eksakte Mann–Whitney-testen",
        Method::HodgesLehmann => "Hodges’ og Lehmanns intervall",
        Method::SuperiorityLogit => "logitintervallet for sannsynet",
        Method::KruskalWallis => "Kruskal–Wallis-testen",
        Method::SignedRank => "Wilcoxons teiknrangtest",
        Method::SignedRankExact => "Wilcoxons eksakte teiknrangtest",
        Method::FisherZ => "Fishers z-intervall",
        Method::WeightedFisherZ => "Fishers z-intervall for det effektive talet",
        Method::BonettWright => "Bonetts og Wrights intervall",
        Method::FiellerKendall => "Fiellers, Hartleys og Pearsons intervall",
        Method::PearsonCorrelationTest => "t-testen for ein korrelasjon",
        Method::SpearmanTest => "t-testen for Spearmans rho",
        Method::SpearmanExact => "den eksakte testen for Spearmans rho",
        Method::KendallTest => "testen for Kendalls tau",
        Method::KendallExact => "den eksakte testen for Kendalls tau",
        Method::Garwood => "Garwoods eksakte intervall",
        Method::RateMidP => "mid-p-intervallet for ratar",
        Method::RateRatioScore => "skårintervallet for ein rateratio",
        Method::RateRatioExact => "det eksakte intervallet for ein rateratio",
        Method::RateDifferenceRecovered => "Zous og Donners intervall",
        Method::RateScoreTest => "skårtesten for to ratar",
        Method::RateExactTest => "den eksakte testen for ratar",
        Method::RateMidPTest => "mid-p-testen for ratar",
        Method::RateWaldTest => "Walds test for ratar",
        Method::TwoOneSidedTests => "to einsidige testar (TOST)",
        Method::NonInferiorityTest => "den einsidige testen mot marginen",
        Method::AnglesOfDraws => "vinkelintervallet frå trekkingane",
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
        Method::KatzHalf => "Katz’ logaritmiske metode med 0,5 lagt til i kvar celle",
        Method::Koopman => "Koopmans skårmetode",
        Method::Woolf => "Woolfs logitmetode",
        Method::WoolfHalf => "Woolfs logitmetode med 0,5 lagt til i kvar celle",
        Method::HaldaneAnscombe => "Haldanes og Anscombes justerte logitmetode",
        Method::ConditionalExact => "den eksakte vilkårsbundne metoden",
        Method::Arcsine => "arcsinusmetoden for Cohens h",
        Method::AsPublished => "metoden i publikasjonen",
        Method::Welch => "Welchs metode",
        Method::StudentT => "t-metoden for eit gjennomsnitt",
        Method::KappaGwet => "t-metoden med Gwets standardfeil",
        Method::KappaNormal => "normalmetoden (Fleiss, Cohen og Everitt)",
        Method::IntraclassF => "F-metoden",
        Method::Feldt => "Feldts F-metode",
        Method::LogitLinearised => "logitmetoden med linearisert varians",
        Method::Linearised => "t-metoden med linearisert varians",
        Method::ClusterRobustCr1 => "klyngjerobust metode (CR1)",
        Method::ClusterRobustCr2 => "klyngjerobust metode (CR2) med Satterthwaites fridomsgrader",
        Method::ClusterRobustCr0 => "klyngjerobust metode (CR0)",
        Method::LeastSquaresT => "t-metoden med lik varians",
        Method::HeteroskedasticHc0 => "robuste standardfeil (HC0)",
        Method::HeteroskedasticHc1 => "robuste standardfeil (HC1)",
        Method::HeteroskedasticHc2 => "robuste standardfeil (HC2)",
        Method::HeteroskedasticHc3 => "robuste standardfeil (HC3)",
        Method::FirthProfile => "Firths profilmetode",
        Method::DeltaMethod => "deltametoden",
        Method::WildClusterBootstrap => "vill klyngjebootstrap",
        Method::SatterthwaiteT => "t-metoden med Satterthwaites fridomsgrader",
        Method::KaplanMeierLogLog => "Kaplan–Meier-metoden med punktvise log–log-intervall",
        Method::BrookmeyerCrowley => "Brookmeyers og Crowleys metode",
        Method::RestrictedMean => "normalmetoden for differansen i avgrensa gjennomsnittstid",
        Method::RestrictedMeanRatio => {
            "normalmetoden på logaritmeskalaen for forholdet mellom avgrensa gjennomsnittstider"
        }
        Method::AalenJohansen => "Aalen–Johansen-metoden med punktvise log–log-intervall",
        Method::CoxRegression => "Cox-regresjon med Efrons metode for like tider",
        Method::CoxRobust => "Cox-regresjon med Efrons metode for like tider og klyngerobuste standardfeil",
        Method::InverseProbabilityWeighting => {
            "vekting med invers sannsyn, med standardfeil som tek omsyn til at vektene er estimerte"
        }
        Method::EntropyBalancing => "entropibalansering",
        Method::PropensityMatching => "matching på tilbøyelegheitsskår (næraste nabo)",
        Method::TwoStageLeastSquares => "minste kvadrats metode i to steg med robuste standardfeil (HC1)",
        Method::AndersonRubin => "Andersons og Rubins metode",
        Method::LeastSquaresHc1 => "t-metoden med robuste standardfeil (HC1)",
        Method::HartungKnapp => "Hartungs og Knapps metode",
        Method::HartungKnappTruncated => "Hartungs og Knapps metode, der standardfeilen aldri er mindre enn Walds",
        Method::HartungKnappWidest => "det vidaste av Hartungs og Knapps og Walds intervall",
        Method::PooledStudentT => "t-metoden med éin fridomsgrad mindre enn talet på studiar",
        Method::QProfile => "Q-profilmetoden",
        Method::ProfileLikelihood => "profilsannsynsmetoden",
        Method::PredictionKLessTwo => "metoden til Higgins, Thompson og Spiegelhalter",
        Method::PredictionKLessOne => "t-metoden med éin fridomsgrad mindre enn talet på studiar",
        Method::PredictionNormal => "normalmetoden",
        Method::Ancova => "kovariansanalyse med verdien ved start",
        Method::NoncentralT => "den ikkje-sentrale t-fordelinga",
        Method::Tango => "Tangos skårmetode for par",
        Method::NewcombePaired => "Newcombes skårmetode for par",
        Method::Tang => "Tangs skårmetode for par",
        Method::DiscordantWilson => "Wilsons skårmetode for par med ulikt utfall",
        Method::PairedT => "t-metoden for skilnader innan par",
        Method::MantelHaenszelDifference => "Mantels og Haenszels metode med Satos varians",
        Method::MantelHaenszelRiskRatio => "Mantels og Haenszels metode med Greenlands og Robins’ varians",
        Method::MantelHaenszelOddsRatio => "Mantels og Haenszels metode med variansen til Robins, Breslow og Greenland",
        Method::NoncentralChiSquared => "den ikkje-sentrale kjikvadratfordelinga",
        Method::HodgesLehmann => "Hodges’ og Lehmanns metode",
        Method::SuperiorityLogit => "logitmetoden med Cliffs varians",
        Method::FisherZ => "Fishers z-metode",
        Method::WeightedFisherZ => "Fishers z-metode for det effektive talet",
        Method::BonettWright => "Bonetts og Wrights metode",
        Method::FiellerKendall => "Fiellers, Hartleys og Pearsons metode",
        Method::Garwood => "Garwoods eksakte metode",
        Method::RateMidP => "mid-p-metoden for ratar",
        Method::RateRatioScore => "skårmetoden for ratar",
        Method::RateRatioExact => "den eksakte metoden for ratar",
        Method::RateDifferenceRecovered => "Zous og Donners metode",
        Method::Fieller => "metoden til Fieller",
        Method::AnglesOfDraws => "vinkelmetoden på trekkingane",
        Method::RobustRegression => "lineær regresjon med robuste standardfeil (HC2)",
        Method::RubinsRules => "Rubins reglar med fridomsgradene til Barnard og Rubin",
        Method::WilsonPooled => "Wilson-metoden for imputerte data",
        Method::BootstrapPercentile => "bootstrap (persentilar)",
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
        Note::CountsReconstructed => "Talet på personar er rekna tilbake frå publiserte prosentar eller effektmål.",
        Note::Simulated => "Tala er simulerte og gjeld ingen verkelege personar.",
        Note::Rounding => "Avvik kjem av avrunding.",
        Note::NumberNeededNotGiven => {
            "NNT (talet på som må få tiltaket for at éin ekstra skal ha utfallet) er ikkje oppgitt (–) når \
             konfidensintervallet for differansen dekkjer null."
        }
        Note::NumberNeededRounded => {
            "NNT (talet på som må få tiltaket for at éin ekstra skal ha utfallet) er runda av bort frå null."
        }
        Note::HalfAdded => "Det er lagt 0,5 til kvar celle fordi minst éi av dei er null.",
        Note::SmallExpectedCounts => {
            "Minst eitt av dei forventa tala er under fem, så p-verdien i kjikvadrattesten er ei grov tilnærming."
        }
        Note::Unadjusted => "Estimata er ikkje justerte for andre variablar.",
        Note::ParametersInferred => {
            "Parametrane i den økonomiske modellen er ikkje publiserte. Dei er valde slik at modellen gir dei \
             publiserte resultata; andre val kan gi dei same."
        }
        Note::MissingOutcomes => "Personar utan opplysning om utfallet er ikkje med.",
        Note::UntestedStaysInFamily => "Resultat utan p-verdi tel med blant testane som om p var 1.",
        Note::TestsPositivelyDependent => {
            "Justeringa føreset at testane er uavhengige eller positivt avhengige av kvarandre."
        }
        Note::TestsIndependent => "Justeringa føreset at testane er uavhengige av kvarandre.",
        Note::NumbersRoundedUp => "Tal på personar og klynger er runda opp.",
        Note::PowerForPlanning => "Styrken gjeld planlegginga og seier ikkje noko om eit resultat som alt ligg føre.",
        Note::EffectInFullTimeEquivalents => "Effekten er målt i årsverk, så løna er per årsverk.",
        Note::DiscountStaircase => {
            "Kalkulasjonsrenta er 4\u{a0}prosent til og med år\u{a0}40, 3\u{a0}prosent til og med år\u{a0}75 og deretter 2\u{a0}prosent."
        }
        Note::EffectInPersons => "Effekten er målt i personar, ikkje i årsverk.",
        Note::PaymentsAtStart => "Beløpa er rekna som betalte ved starten av kvar periode.",
        Note::PaymentsMid => "Beløpa er rekna som betalte midt i kvar periode.",
        Note::PaymentsAtEnd => "Beløpa er rekna som betalte ved slutten av kvar periode.",
        Note::TaxFinancingOnNetBudget => {
            "Skattefinansieringskostnaden er rekna av nettoverknaden på offentlege budsjett: kostnaden ved tiltaket \
             minus inntektsskatt, arbeidsgivaravgift og sparte overføringar."
        }
        Note::TaxFinancingOnCostAlone => "Skattefinansieringskostnaden er rekna av kostnaden ved tiltaket åleine.",
        Note::TaxFinancingWithoutPayrollTax => {
            "Skattefinansieringskostnaden er rekna av kostnaden ved tiltaket minus inntektsskatt og sparte \
             overføringar. Arbeidsgivaravgifta er halden utanfor."
        }
        Note::IntervalFromEffectAlone => {
            "Konfidensintervallet for løna speglar berre uvissa i effekten; dei andre storleikane i modellen er haldne \
             faste."
        }
        Note::UpperLimitNotFixed => {
            "Øvre grense for løna kan ikkje fastsetjast fordi konfidensintervallet for effekten når ned til null."
        }
        Note::IntervalOfCostAndEffect => {
            "Intervallet for løna er etter Fieller, med uvissa både i kostnaden og i effekten; andre føresetnader er haldne fast."
        }
        Note::ProbabilityFromNormal => {
            "Sannsyna er rekna frå normalfordelinga til estimata; andre føresetnader er haldne fast."
        }
        Note::ValueIntervalFromEffectAlone => {
            "Konfidensintervallet for netto noverdi speglar berre uvissa i effekten; andre føresetnader er haldne fast."
        }
        Note::ValueIntervalOfCostAndEffect => {
            "Konfidensintervallet for netto noverdi er rekna frå normalfordelinga, med uvissa både i kostnaden og i effekten."
        }
        Note::CostIsEstimated => "Kostnaden er anslått med standardfeil.",
        Note::PricesConverted => "Beløp frå andre år er rekna om med konsumprisindeksen.",
        Note::ForPublicBudgets => {
            "Rekneskapen er den for offentlege budsjett: Skatt, arbeidsgivaravgift og sparte ytingar tel fullt ut."
        }
        Note::ForNav => {
            "Rekneskapen er den for NAV: Sparte ytingar tel fullt ut, skatt og arbeidsgivaravgift tel ikkje."
        }
        Note::ForParticipants => "Rekneskapen er den for deltakarane: Løna etter skatt tel mot ytingane som fell bort.",
        Note::ForEmployers => {
            "Rekneskapen er den for arbeidsgivarane: Produksjonen svarer til lønskostnadene, så berre det dei sjølve betaler av tiltaket, er att."
        }
        Note::PersonsDrawnAnew => {
            "Konfidensintervalla og sannsyna er rekna med bootstrap: Personane er trekte på nytt innanfor kvar gruppe."
        }
        Note::EffectInterpolated => {
            "Mellom observasjonane er effekten rekna langs rette linjer, frå null ved oppstart."
        }
        Note::EffectMonthByMonth => "Effekten er den observerte skilnaden i kvar månad.",
        Note::EffectEnds => "Det er rekna med at effekten er borte etter den siste observasjonen.",
        Note::EffectPersists => "Det er rekna med at effekten varer ved etter den siste observasjonen.",
        Note::EffectFadesLinearly => "Det er rekna med at effekten fell jamt til null etter den siste observasjonen.",
        Note::EffectFadesExponentially => {
            "Det er rekna med at effekten fell med same del kvar månad etter den siste observasjonen."
        }
        Note::Exploratory => "Analysen var ikkje førehandsspesifisert og må tolkast varsamt.",
        Note::RoundedToThree => {
            "Talet på personar er runda av til det næraste talet som kan delast på tre, og delar er rekna av dei avrunda \
             tala. Tala summerer seg derfor ikkje alltid."
        }
        Note::RoundedToFive => {
            "Talet på personar er runda av til det næraste talet som kan delast på fem, og delar er rekna av dei avrunda \
             tala. Tala summerer seg derfor ikkje alltid."
        }
        Note::Protected => ": = Tal blir ikkje viste av omsyn til personvern.",
        Note::EnrolmentStated => "Tala frå før fordelinga er oppgjevne, ikkje talde opp i dataa.",
        Note::LatestReview => "Tenester som er vurderte fleire gonger, står med siste vurdering.",
        Note::ItemsNotRated => "Tenester der minst eitt punkt ikkje er vurdert, har ingen samla skår.",
        Note::AcrossServices => {
            "Samanhengane er mellom tenester og er ikkje effektar: Dei kan kome av at tenestene har ulike deltakarar eller ulike lokale arbeidsmarknader."
        }
        Note::FewServices => "Det er færre enn ti tenester, så samanhengane kan lett kome av tilfelle.",
        Note::HalfAddedToServices => {
            "For tenester der alle eller ingen hadde utfallet, er det lagt 0,5 til begge tala i metaregresjonen."
        }
        Note::DesignBased => "Intervalla tek omsyn til korleis utvalet er trekt.",
        Note::Weighted => "Delar og gjennomsnitt er vekta; N er talet på svar utan vekt.",
        Note::UnansweredLeftOut => "Prosentane er rekna av dei som svara på spørsmålet.",
        Note::NoIntervalFromDesign => {
            "Nokre delar står utan intervall: Alle eller ingen svara slik, eller eit stratum har berre éi klynge, og då seier ikkje utvalet kor uviss delen er."
        }
        Note::CompleteAnswersOnly => "Personar som let noko stå ope, er haldne utanfor.",
        Note::ItemsReversed => "Nokre spørsmål er snudde, slik at alle går same veg.",
        Note::ClusterRobust => {
            "Intervalla tek omsyn til at deltakarane høyrer til grupper (klynger) der dei liknar meir på kvarandre."
        }
        Note::FirthInstead => {
            "Ein variabel, eller fleire saman, skil heilt mellom dei som har utfallet og dei som ikkje har det. Vanleg logistisk regresjon gir då eit uendeleg estimat, og Firths metode er brukt i staden."
        }
        Note::ModifiedPoissonInstead => {
            "Log-binomisk regresjon konvergerte ikkje, og modifisert poissonregresjon er brukt i staden."
        }
        Note::CollinearLeftOut => "Kjenneteikn som følgjer fullt ut av dei andre i modellen, er tekne ut (–).",
        Note::OneCluster => {
            "Alle høyrer til same klynge. Uvissa kan då ikkje reknast ut, og estimata står utan konfidensintervall."
        }
        Note::FewClusters => {
            "Det er færre enn 20 klynger. Klyngjerobuste intervall er då usikre og kan vere for smale."
        }
        Note::Hc1Instead => {
            "Éin person avgjer åleine ein av koeffisientane. HC2 og HC3 kan då ikkje reknast ut, og HC1 er brukt i staden."
        }
        Note::IncompleteRows => "Personar som manglar opplysning om minst éin av variablane, er ikkje med.",
        Note::Associations => {
            "Deltakarane er ikkje fordelte ved loddtrekking. Estimata er samanhengar, og er ikkje nødvendigvis effektar."
        }
        Note::SubgroupsByInteraction => {
            "At ein skilnad er statistisk signifikant i éi undergruppe og ikkje i ei anna, betyr ikkje at effekten er ulik. Det er testen for samspel som viser om skilnadene mellom undergruppene er større enn det tilfelle tilseier."
        }
        Note::NoVarianceBetweenClusters => {
            "Variasjonen mellom klyngene er rekna ut til null: Dei er ikkje meir ulike enn det tilfelle tilseier."
        }
        Note::ConditionalOdds => {
            "Oddsratioane gjeld personar i same klynge og er lenger frå 1 enn i ein modell utan klynger."
        }
        Note::NothingMeasured => "Personar som manglar verdien ved start eller alle målingane, er ikkje med.",
        Note::MissingAtRandom => {
            "Personar som manglar nokre av målingane, er med. Modellen føreset at det som manglar, berre er avhengig av det som er observert."
        }
        Note::CompoundSymmetryInstead => {
            "Ein eigen korrelasjon for kvart par av målingar lét seg ikkje rekne ut. I staden er det brukt éin varians og éin felles korrelasjon."
        }
        Note::InterceptInstead => {
            "Modellen der endringa òg varierer mellom personane eller klyngene, konvergerte ikkje. I staden varierer berre nivået."
        }
        Note::PointwiseIntervals => "Intervalla gjeld for kvar månad for seg.",
        Note::StepsGathered => "Kurvene har færre trinn enn dataa, av omsyn til personvern.",
        Note::FewClustersCorrected => {
            "Det er færre enn 40 klynger. Vanlege klyngerobuste standardfeil blir då for små, så det er brukt CR2 med Satterthwaites fridomsgrader."
        }
        Note::TrendsDifferBefore => {
            "Gruppene utvikla seg ulikt alt før start, noko som talar mot føresetnaden om lik utvikling."
        }
        Note::ExtremeScoresLeftOut => {
            "Personar som var for ulike dei i den andre gruppa til å kunne samanliknast, er utelatne. Estimatet gjeld dei som er att."
        }
        Note::LargeWeightsLowered => {
            "Dei største vektene er senka, noko som gjer estimatet meir presist, men gir litt skeivskap."
        }
        Note::OtherEventsPrevent => {
            "Den som har hatt ei av dei andre hendingane, kan ikkje lenger få denne. Prosentdelane tek omsyn til det, og summen av dei er høgst 100\u{a0}prosent."
        }
        Note::HazardsNotProportional => {
            "Testen tyder på at hasardratioen endrar seg gjennom oppfølginga. Han må då lesast som eit gjennomsnitt, som kjem an på kor lenge deltakarane er følgde."
        }
        Note::InfiniteHazardRatio => {
            "Hasardratioen kan ikkje reknast ut når hendinga ikkje finst, eller hender hos alle først, i den eine gruppa: Estimatet veks utan grense. Log-rank-testen og avgrensa gjennomsnittstid kan brukast i staden."
        }
        Note::FewClustersUncorrected => {
            "Det er færre enn 40 klynger. Dei klyngerobuste standardfeila kan då vere for små."
        }
        Note::ParallelTrends => "Estimatet føreset at gruppene ville ha utvikla seg likt utan tiltaket.",
        Note::StaggeredStart => {
            "Einingane tek til på ulike tidspunkt. Dersom tiltaket verkar ulikt tidleg og seint, eller ulikt i einingane, kan eitt samla tal frå denne modellen vere misvisande."
        }
        Note::EndsGathered => "Dei ytste punkta samlar alle tidlegare og seinare periodar.",
        Note::OnlyMeasured => {
            "Metoden jamnar berre ut dei kjenneteikna som er med i tabellen. Andre skilnader kan vere att."
        }
        Note::ImbalanceLeft => "Minst eitt kjenneteikn har framleis ein standardisert differanse over 0,1.",
        Note::SomeUnmatched => {
            "Nokre i tiltaksgruppa fekk ingen match og er ikkje med. Estimatet gjeld berre dei som fekk."
        }
        Note::PenalisedScore => {
            "Kjenneteikna skil gruppene fullstendig for nokre, så tilbøyelegheitsskåren er rekna ut med Firths metode."
        }
        Note::WeakInstrument => {
            "F i første steg er under ti: Fordelinga påverkar for lite kven som deltek. Estimatet er då upåliteleg, og intervallet er Andersons og Rubins, som gjeld likevel."
        }
        Note::CompliersOnly => {
            "Estimatet gjeld dei som deltek når dei får tilbod, og elles ikkje. Det føreset at tilbodet berre verkar gjennom deltakinga, og at ingen gjer det motsette av det dei får tilbod om."
        }
        Note::NoTestsOfBaseline => {
            "Det er ikkje oppgjeve p-verdiar: Skilnader ved start mellom grupper som er fordelte ved loddtrekking, er tilfeldige."
        }
        Note::NoTestsOfBaselineOfSome => {
            "Det er ikkje oppgjeve p-verdiar, fordi gruppene er fordelte ved loddtrekking. Tabellen gjeld nokre av personane i dataa: Er dei valde ut etter loddtrekkinga, kan skilnader ved start òg kome av utveljinga."
        }
        Note::DifferFromTheStart => {
            "Deltakarane er ikkje fordelte ved loddtrekking. Det dei er ulike i ved start, kan forklare noko av det gruppene er ulike i seinare."
        }
        Note::NobodyLost => "Ingen manglar utfallet.",
        Note::TwoStudies => {
            "Det er berre to studiar. Variasjonen mellom studiar lèt seg då knapt rekne ut, og intervallet må lesast med stor varsemd."
        }
        Note::OneStudy => "Det er berre éin studie, så ingenting er slått saman.",
        Note::NarrowerThanWald => {
            "Hartungs og Knapps intervall er her smalare enn Walds, noko som kan hende når studiane liknar meir på kvarandre enn tilfella tilseier."
        }
        Note::SeveralMaxima => {
            "Sannsynsfunksjonen for variasjonen mellom studiane har fleire toppar; den høgaste er brukt."
        }
        Note::WaldInstead => {
            "Med to studiar, eller når variasjonen mellom studiar blir rekna til null, bruker profilen Walds intervall."
        }
        Note::HalfAddedWhereNeeded => "I studiar med ei tom celle er det lagt 0,5 til kvar celle.",
        Note::TreatmentArmAdded => {
            "I studiar med ei tom celle er det lagt til eit tal etter storleiken på gruppene (Sweeting mfl. 2004)."
        }
        Note::StudiesWithoutEstimate => "Studiar utan estimat (–) inngår ikkje i det samla estimatet.",
        Note::ClusterCorrected => "Klyngjerandomiserte studiar er korrigerte for klynger med designeffekten.",
        Note::SharedControlSplit => {
            "Kontrollgrupper som fleire grupper deler, er fordelte mellom dei, så ingen personar blir talde to gonger."
        }
        Note::EffectsFromIntervals => {
            "Standardfeilen i nokre studiar er rekna ut av publiserte intervall eller p-verdiar."
        }
        Note::MeansFromMedians => {
            "Nokre gjennomsnitt og standardavvik er rekna ut av medianar og kvartilar eller ytterpunkt, noko som føreset at fordelinga ikkje er skeiv."
        }
        Note::SkewedMedians => {
            "Minst eitt sett av kvantilar tyder på ei skeiv fordeling; gjennomsnittet som er rekna ut av det, er uvisst."
        }
        Note::FewStudiesForAsymmetry => {
            "Det er færre enn ti studiar. Testar for skeivleik i traktplottet seier då lite."
        }
        Note::AcrossStudies => {
            "Skilnader mellom studiar er samanhengar, ikkje effektar: Studiane er ikkje fordelte ved loddtrekning."
        }
        Note::FewStudiesForModerators => {
            "Det er færre enn ti studiar per moderator, så resultatet kan lett kome av tilfelle."
        }
        Note::RiskCappedAtAll => {
            "Risikoen med tiltaket er sett til 1\u{a0}000 per 1\u{a0}000, som er det høgaste moglege."
        }
        Note::ImputedAtRandom => "Imputeringa føreset at verdiar manglar tilfeldig, gitt det som er med i modellen.",
        Note::ImputationSeparated => {
            "I nokre av imputeringsmodellane delte prediktorane gruppene heilt; dei er rekna med straffeleddet til Firth."
        }
        Note::ImputationWithoutModel => {
            "Nokre av imputeringsmodellane lét seg ikkje rekne ut; der er verdiar trekte utan omsyn til prediktorane."
        }
        Note::ImputationPredictorsLeftOut => {
            "Prediktorar som ikkje seier noko nytt, er utelatne frå nokre av imputeringsmodellane."
        }
        Note::ImputedInOnePass => "Verdiane manglar i eit monotont mønster, så éin runde er nok.",
        Note::ImputedElsewhere => "Imputeringa er gjord utanfor denne analysen.",
        Note::ChainsNotMixed => {
            "Kjedene i imputeringa blanda seg ikkje godt nok: Største potensielle skalareduksjon er over 1,1, så resultatet er uvisst."
        }
        Note::FewImputations => {
            "Det er færre imputerte datasett enn prosent manglande informasjon; eit anna startpunkt for tilfeldige tal kan gi eit anna resultat."
        }
        Note::RiskAtLeastNone => "Risikoen med tiltaket er sett til 0 per 1\u{a0}000, som er det lågaste moglege.",
        Note::FewDiscordantPairs => {
            "Færre enn ti par har ulikt utfall. Normaltilnærminga er da grov, så p er frå McNemars eksakte test med mid-p."
        }
        Note::IncompletePairs => "Personar som manglar den eine av dei to opplysningane, er ikkje med.",
        Note::ChangeIsNotEffect => {
            "Tala viser ei endring over tid. Dei viser ikkje kor mykje av henne som kjem av tiltaket."
        }
        Note::StrataDiffer => {
            "Effekten er ulik i dei ulike strataa (p\u{a0}<\u{a0}0,05). Det samla estimatet er eit vege gjennomsnitt av dei."
        }
        Note::StrataWithoutComparison => "Strata der ei av gruppene er tom, er ikkje med.",
        Note::ExactInsteadOfChiSquared => {
            "Minst eitt forventa tal er under fem. Kjikvadrattesten er då ei grov tilnærming, så p er frå den eksakte testen."
        }
        Note::RandomTablesInsteadOfChiSquared => {
            "Minst eitt forventa tal er under fem, og tabellen er for stor for ein eksakt test. p er derfor rekna av tilfeldig trekte tabellar med dei same summane."
        }
        Note::EquallySpacedScores => "Trendtesten reknar kategoriane som like langt frå kvarandre.",
        Note::AssociationOnly => "Ein samanheng seier ikkje kva som er årsak, og kva som er verknad.",
        Note::WeightedCorrelations => "Korrelasjonane er vekta, og intervalla byggjer på det effektive talet.",
        Note::PairwiseComplete => "Kvar korrelasjon er rekna av dei som har begge verdiane, så talet kan variere.",
        Note::SmallGroupsForRanks => "Minst éi gruppe har færre enn fem personar, så p-verdien er ei grov tilnærming.",
        Note::ConstantRates => "Ratane er rekna som like store i heile oppfølgingstida.",
        Note::RatioNotAnInterval => {
            "Konfidensmengda for kostnad per effekt er ikkje eit vanleg intervall, fordi effekten kan vere null."
        }
        Note::DrawsFromBootstrap => {
            "Sannsyna og verdien av informasjon er rekna med bootstrap: Personar er trekte på nytt innanfor kvar gruppe."
        }
        Note::DrawsFromClusterBootstrap => {
            "Sannsyna og verdien av informasjon er rekna med bootstrap: Klynger er trekte på nytt innanfor kvar gruppe."
        }
        Note::AdjustedByRegression => "Skilnadene er justerte for andre variablar ved regresjon.",
        Note::DrawsFromNormal => {
            "Sannsyna og verdien av informasjon er rekna frå normalfordelinga til estimata, med samvariasjonen mellom kostnad og effekt."
        }
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NoWageCarriesTheCosts => "tiltaket kan ikkje bere kostnadene ved noko lønsnivå",
        Reason::PublicPurseGains => "tiltaket gir dei offentlege budsjetta meir enn det kostar dei",
        Reason::CostsNeverCarried => "tiltaket ber ikkje kostnadene innan hundre år",
        Reason::EveryWageCarriesTheCosts => "tiltaket er lønsamt ved eitkvart lønsnivå",
        Reason::Dominant => "tiltaket kostar mindre og gir meir effekt, så brøken har inga meining",
        Reason::Dominated => "tiltaket kostar meir og gir mindre effekt, så brøken har inga meining",
        Reason::ExtendedlyDominated => "ei blanding av to andre tiltak gir meir for same kostnad",
        Reason::Comparator => "alternativet er det som andre blir samanlikna med",
        Reason::Protected => "talet blir ikkje vist av omsyn til personvern",
        Reason::Statistics(undefined) => match undefined {
            Undefined::NoObservations => "det finst ingen observasjonar",
            Undefined::TooFewObservations => "det er for få observasjonar",
            Undefined::EventsExceedTotal => "fleire har utfallet enn det er personar i gruppa",
            Undefined::NoEvents => "ingen har utfallet",
            Undefined::ZeroCell => "ei celle i tabellen er null",
            Undefined::ZeroMargin => "ei rad eller ein kolonne i tabellen summerer seg til null",
            Undefined::ZeroDifference => "differansen er null",
            Undefined::NoVariation => "alle verdiane er like",
            Undefined::OutsideDomain => "eitt av tala ligg utanfor området som metoden gjeld for",
            Undefined::TooLarge => "tala er for store til ei eksakt utrekning",
            Undefined::BeyondFollowUp => "oppfølgingstida er for kort",
            Undefined::TooFewGroups => "det er for få grupper eller klynger",
            Undefined::Collinear => "ein variabel er ein kombinasjon av dei andre",
            Undefined::FullLeverage => "éin observasjon bestemmer åleine ein koeffisient",
            Undefined::Separation => "utfallet kan føreseiast fullstendig, og estimatet er uendeleg",
            Undefined::NoConvergence => "utrekninga konvergerte ikkje",
            Undefined::NotFinite => "resultatet er ikkje eit endeleg tal",
        },
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Observed => "observert",
        Basis::Published => "publisert",
        Basis::Reconstructed => "rekna tilbake",
        Basis::Inferred => "avleidd",
        Basis::Assumed => "føresett",
        Basis::Rule => "statlege reglar",
        Basis::Simulated => "simulert",
    }
}
