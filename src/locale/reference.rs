//! Where each method is published.

use crate::results::Method;

/// The publication that a method comes from, as a line of plain text that is the same in every language.
///
/// `None` for [`Method::AsPublished`], which is not computed here: the source of the numbers is its reference.
///
/// ```
/// use utfall::locale::method_reference;
/// use utfall::results::Method;
/// assert!(method_reference(Method::Wilson).unwrap().starts_with("Wilson EB. Probable inference"));
/// assert_eq!(method_reference(Method::AsPublished), None);
/// ```
pub fn method_reference(method: Method) -> Option<&'static str> {
    Some(match method {
        Method::AsPublished => return None,
        Method::Wald | Method::WaldTest => {
            "Wald A. Tests of statistical hypotheses concerning several parameters when the number of observations is \
             large. Transactions of the American Mathematical Society 1943;54(3):426–482."
        }
        Method::Wilson => {
            "Wilson EB. Probable inference, the law of succession, and statistical inference. Journal of the American \
             Statistical Association 1927;22(158):209–212."
        }
        Method::WilsonContinuity => {
            "Newcombe RG. Two-sided confidence intervals for the single proportion: comparison of seven methods. \
             Statistics in Medicine 1998;17(8):857–872."
        }
        Method::AgrestiCoull => {
            "Agresti A, Coull BA. Approximate is better than “exact” for interval estimation of binomial proportions. \
             The American Statistician 1998;52(2):119–126."
        }
        Method::ClopperPearson => {
            "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. \
             Biometrika 1934;26(4):404–413."
        }
        Method::Jeffreys => {
            "Brown LD, Cai TT, DasGupta A. Interval estimation for a binomial proportion. Statistical Science \
             2001;16(2):101–133."
        }
        Method::Newcombe => {
            "Newcombe RG. Interval estimation for the difference between independent proportions: comparison of eleven \
             methods. Statistics in Medicine 1998;17(8):873–890."
        }
        Method::MiettinenNurminen => {
            "Miettinen O, Nurminen M. Comparative analysis of two rates. Statistics in Medicine 1985;4(2):213–226."
        }
        Method::Mee => {
            "Mee RW. Confidence bounds for the difference between two probabilities. Biometrics 1984;40(4):1175–1176."
        }
        Method::AgrestiCaffo => {
            "Agresti A, Caffo B. Simple and effective confidence intervals for proportions and differences of \
             proportions result from adding two successes and two failures. The American Statistician \
             2000;54(4):280–288."
        }
        Method::Katz | Method::KatzHalf => {
            "Katz D, Baptista J, Azen SP, Pike MC. Obtaining confidence intervals for the risk ratio in cohort \
             studies. Biometrics 1978;34(3):469–474."
        }
        Method::Koopman => {
            "Koopman PAR. Confidence intervals for the ratio of two binomial proportions. Biometrics \
             1984;40(2):513–517."
        }
        Method::Woolf => {
            "Woolf B. On estimating the relation between blood group and disease. Annals of Human Genetics \
             1955;19(4):251–253."
        }
        Method::WoolfHalf | Method::HaldaneAnscombe => {
            "Haldane JBS. The estimation and significance of the logarithm of a ratio of frequencies. Annals of Human \
             Genetics 1956;20(4):309–311. Anscombe FJ. On estimating binomial response relations. Biometrika \
             1956;43(3–4):461–464."
        }
        Method::ConditionalExact | Method::FisherExact => {
            "Fisher RA. The logic of inductive inference. Journal of the Royal Statistical Society 1935;98(1):39–82."
        }
        Method::Arcsine => {
            "Cohen J. Statistical power analysis for the behavioral sciences. 2nd ed. Hillsdale, NJ: Lawrence Erlbaum \
             Associates; 1988. Chapter 6."
        }
        Method::BinomialExact => {
            "Conover WJ. Practical nonparametric statistics. New York: John Wiley & Sons; 1971. Pages 97–104."
        }
        Method::ScoreTest => {
            "Rao CR. Large sample tests of statistical hypotheses concerning several parameters with applications to \
             problems of estimation. Mathematical Proceedings of the Cambridge Philosophical Society \
             1948;44(1):50–57."
        }
        Method::ChiSquaredNMinusOne => {
            "Campbell I. Chi-squared and Fisher–Irwin tests of two-by-two tables with small sample recommendations. \
             Statistics in Medicine 2007;26(19):3661–3675."
        }
        Method::ChiSquaredPearson => {
            "Pearson K. On the criterion that a given system of deviations from the probable in the case of a \
             correlated system of variables is such that it can be reasonably supposed to have arisen from random \
             sampling. Philosophical Magazine 1900;50(302):157–175."
        }
        Method::ChiSquaredYates => {
            "Yates F. Contingency tables involving small numbers and the χ² test. Supplement to the Journal of the \
             Royal Statistical Society 1934;1(2):217–235."
        }
        Method::FisherMidP => {
            "Lancaster HO. Significance tests in discrete distributions. Journal of the American Statistical \
             Association 1961;56(294):223–234."
        }
        Method::Welch | Method::WelchTest => {
            "Welch BL. The generalization of ‘Student’s’ problem when several different population variances are \
             involved. Biometrika 1947;34(1–2):28–35."
        }
        Method::StudentT => "Student. The probable error of a mean. Biometrika 1908;6(1):1–25.",
        Method::KappaGwet => {
            "Gwet KL. Large-sample variance of Fleiss generalized kappa. Educational and Psychological Measurement 2021;81(4):781–790."
        }
        Method::KappaNormal => {
            "Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and weighted kappa. Psychological Bulletin 1969;72(5):323–327."
        }
        Method::KappaFleiss => {
            "Fleiss JL. Measuring nominal scale agreement among many raters. Psychological Bulletin 1971;76(5):378–382."
        }
        Method::KappaQuadratic => {
            "Cohen J. Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit. Psychological Bulletin 1968;70(4):213–220."
        }
        Method::KappaLinear => {
            "Cohen J. Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit. Psychological Bulletin 1968;70(4):213–220."
        }
        Method::KappaUnweighted => {
            "Cohen J. A coefficient of agreement for nominal scales. Educational and Psychological Measurement 1960;20(1):37–46."
        }
        Method::IntraclassTest => {
            "McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients. Psychological Methods 1996;1(1):30–46."
        }
        Method::IntraclassF => {
            "McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients. Psychological Methods 1996;1(1):30–46."
        }
        Method::IccTwoWayFixed => {
            "Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychological Bulletin 1979;86(2):420–428."
        }
        Method::IccTwoWayRandom => {
            "Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychological Bulletin 1979;86(2):420–428."
        }
        Method::IccOneWay => {
            "Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychological Bulletin 1979;86(2):420–428."
        }
        Method::OmegaOneFactor => {
            "McDonald RP. Test theory: a unified treatment. Mahwah, NJ: Lawrence Erlbaum Associates; 1999."
        }
        Method::Feldt => {
            "Feldt LS, Woodruff DJ, Salih FA. Statistical inference for coefficient alpha. Applied Psychological Measurement 1987;11(1):93–103."
        }
        Method::LogitLinearised => {
            "Korn EL, Graubard BI. Confidence intervals for proportions with small expected number of positive counts estimated from survey data. Survey Methodology 1998;24(2):193–201."
        }
        Method::Linearised => {
            "Binder DA. On the variances of asymptotically normal estimators from complex surveys. International Statistical Review 1983;51(3):279–292."
        }
        Method::ClusterRobustCr0 | Method::ClusterRobustCr1 | Method::ClusterRobustTest => {
            "Liang K-Y, Zeger SL. Longitudinal data analysis using generalized linear models. Biometrika \
             1986;73(1):13–22."
        }
        Method::ClusterRobustCr2 => {
            "Bell RM, McCaffrey DF. Bias reduction in standard errors for linear regression with multi-stage samples. \
             Survey Methodology 2002;28(2):169–181."
        }
        Method::LeastSquaresT | Method::CoefficientTest | Method::LinearRegression => {
            "Seber GAF, Lee AJ. Linear regression analysis. 2nd ed. Hoboken, NJ: Wiley; 2003."
        }
        Method::HeteroskedasticHc0
        | Method::HeteroskedasticHc1
        | Method::HeteroskedasticHc2
        | Method::HeteroskedasticHc3
        | Method::RobustTest => {
            "MacKinnon JG, White H. Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties. Journal of Econometrics 1985;29(3):305–325."
        }
        Method::FirthProfile | Method::PenalisedLikelihoodRatio | Method::FirthRegression => {
            "Firth D. Bias reduction of maximum likelihood estimates. Biometrika 1993;80(1):27–38. Heinze G, Schemper M. A solution to the problem of separation in logistic regression. Statistics in Medicine 2002;21(16):2409–2419."
        }
        Method::DeltaMethod => {
            "Localio AR, Margolis DJ, Berlin JA. Relative risks and confidence intervals were easily computed indirectly from multivariable logistic regression. Journal of Clinical Epidemiology 2007;60(9):874–882."
        }
        Method::WildClusterBootstrap => {
            "Cameron AC, Gelbach JB, Miller DL. Bootstrap-based improvements for inference with clustered errors. Review of Economics and Statistics 2008;90(3):414–427."
        }
        Method::SatterthwaiteT | Method::SatterthwaiteTest => {
            "Kuznetsova A, Brockhoff PB, Christensen RHB. lmerTest package: tests in linear mixed effects models. Journal of Statistical Software 2017;82(13):1–26."
        }
        Method::InteractionTest | Method::ArmByTimeTest => {
            "Altman DG, Bland JM. Interaction revisited: the difference between two estimates. BMJ 2003;326(7382):219."
        }
        Method::FixedEffectsRegression => {
            "Wooldridge JM. Econometric analysis of cross section and panel data. 2nd ed. Cambridge, MA: MIT Press; 2010. Section 10.5."
        }
        Method::LogisticRegression => {
            "McCullagh P, Nelder JA. Generalized linear models. 2nd ed. London: Chapman and Hall; 1989. Chapter 4."
        }
        Method::ModifiedPoisson => {
            "Zou G. A modified Poisson regression approach to prospective studies with binary data. American Journal of Epidemiology 2004;159(7):702–706."
        }
        Method::LogBinomial => {
            "Wacholder S. Binomial regression in GLIM: estimating risk ratios and risk differences. American Journal of Epidemiology 1986;123(1):174–184."
        }
        Method::LinearMixedModel => {
            "Bates D, Mächler M, Bolker B, Walker S. Fitting linear mixed-effects models using lme4. Journal of Statistical Software 2015;67(1):1–48."
        }
        Method::LogisticMixedLaplace | Method::LogisticMixedQuadrature => {
            "Pinheiro JC, Bates DM. Approximations to the log-likelihood function in the nonlinear mixed-effects model. Journal of Computational and Graphical Statistics 1995;4(1):12–35."
        }
        Method::RepeatedMeasuresModel => {
            "Mallinckrodt CH, Lane PW, Schnell D, Peng Y, Mancuso JP. Recommendations for the primary analysis of continuous endpoints in longitudinal clinical trials. Drug Information Journal 2008;42(4):303–319."
        }
        Method::KaplanMeierLogLog => {
            "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. Journal of the American \
             Statistical Association 1958;53(282):457–481."
        }
        Method::BrookmeyerCrowley => {
            "Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics 1982;38(1):29–41."
        }
        Method::RestrictedMean => {
            "Royston P, Parmar MKB. Restricted mean survival time: an alternative to the hazard ratio for the design and \
             analysis of randomized trials with a time-to-event outcome. BMC Medical Research Methodology 2013;13:152."
        }
        Method::HartungKnapp | Method::HartungKnappTest => {
            "Hartung J, Knapp G. A refined method for the meta-analysis of controlled clinical trials with binary outcome. Statistics in Medicine 2001;20(24):3875–3889."
        }
        Method::HartungKnappTruncated => {
            "Röver C, Knapp G, Friede T. Hartung–Knapp–Sidik–Jonkman approach and its modification for random-effects meta-analysis with few studies. BMC Medical Research Methodology 2015;15:99."
        }
        Method::HartungKnappWidest => {
            "Jackson D, Law M, Rücker G, Schwarzer G. The Hartung–Knapp modification for random-effects meta-analysis: a useful refinement but are there any residual concerns? Statistics in Medicine 2017;36(25):3923–3934."
        }
        Method::PooledStudentT | Method::PooledStudentTest => {
            "Follmann DA, Proschan MA. Valid inference in random effects meta-analysis. Biometrics 1999;55(3):732–737."
        }
        Method::InverseVariance | Method::CochranQ => {
            "Cochran WG. The combination of estimates from different experiments. Biometrics 1954;10(1):101–129."
        }
        Method::MantelHaenszel => {
            "Mantel N, Haenszel W. Statistical aspects of the analysis of data from retrospective studies of disease. Journal of the National Cancer Institute 1959;22(4):719–748."
        }
        Method::MantelHaenszelRandom => {
            "Deeks JJ, Higgins JPT. Statistical algorithms in Review Manager 5. Statistical Methods Group of The Cochrane Collaboration; 2010."
        }
        Method::Peto => {
            "Yusuf S, Peto R, Lewis J, Collins R, Sleight P. Beta blockade during and after myocardial infarction: an overview of the randomized trials. Progress in Cardiovascular Diseases 1985;27(5):335–371."
        }
        Method::DerSimonianLaird => {
            "DerSimonian R, Laird N. Meta-analysis in clinical trials. Controlled Clinical Trials 1986;7(3):177–188."
        }
        Method::PauleMandel => {
            "Paule RC, Mandel J. Consensus values and weighting factors. Journal of Research of the National Bureau of Standards 1982;87(5):377–385."
        }
        Method::RestrictedMaximumLikelihood => {
            "Viechtbauer W. Bias and efficiency of meta-analytic variance estimators in the random-effects model. Journal of Educational and Behavioral Statistics 2005;30(3):261–293."
        }
        Method::MaximumLikelihood | Method::ProfileLikelihood => {
            "Hardy RJ, Thompson SG. A likelihood approach to meta-analysis with random effects. Statistics in Medicine 1996;15(6):619–629."
        }
        Method::EmpiricalBayes => {
            "Morris CN. Parametric empirical Bayes inference: theory and applications. Journal of the American Statistical Association 1983;78(381):47–55."
        }
        Method::SidikJonkman => {
            "Sidik K, Jonkman JN. Simple heterogeneity variance estimation for meta-analysis. Applied Statistics 2005;54(2):367–384."
        }
        Method::HedgesOlkin => {
            "Hedges LV, Olkin I. Statistical methods for meta-analysis. San Diego: Academic Press; 1985."
        }
        Method::HunterSchmidt => "Hunter JE, Schmidt FL. Methods of meta-analysis. 2nd ed. Thousand Oaks: Sage; 2004.",
        Method::ThreeLevel => {
            "Konstantopoulos S. Fixed effects and variance components estimation in three-level meta-analysis. Research Synthesis Methods 2011;2(1):61–76."
        }
        Method::QProfile => {
            "Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Statistics in Medicine 2007;26(1):37–52."
        }
        Method::PredictionKLessTwo | Method::PredictionKLessOne | Method::PredictionNormal => {
            "Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects meta-analysis. Journal of the Royal Statistical Society A 2009;172(1):137–159."
        }
        Method::SubgroupTest => {
            "Borenstein M, Hedges LV, Higgins JPT, Rothstein HR. Introduction to meta-analysis. Chichester: Wiley; 2009. Chapter 19."
        }
        Method::ModeratorTest => {
            "Knapp G, Hartung J. Improved tests for a random effects meta-regression with a single covariate. Statistics in Medicine 2003;22(17):2693–2710."
        }
        Method::PermutationTest => {
            "Higgins JPT, Thompson SG. Controlling the risk of spurious findings from meta-regression. Statistics in Medicine 2004;23(11):1663–1682."
        }
        Method::EggerTest => {
            "Egger M, Davey Smith G, Schneider M, Minder C. Bias in meta-analysis detected by a simple, graphical test. BMJ 1997;315(7109):629–634."
        }
        Method::HarbordTest => {
            "Harbord RM, Egger M, Sterne JAC. A modified test for small-study effects in meta-analyses of controlled trials with binary endpoints. Statistics in Medicine 2006;25(20):3443–3457."
        }
        Method::PetersTest => {
            "Peters JL, Sutton AJ, Jones DR, Abrams KR, Rushton L. Comparison of two methods to detect publication bias in meta-analysis. JAMA 2006;295(6):676–680."
        }
        Method::BeggMazumdar => {
            "Begg CB, Mazumdar M. Operating characteristics of a rank correlation test for publication bias. Biometrics 1994;50(4):1088–1101."
        }
        Method::TrimAndFillL0 | Method::TrimAndFillR0 => {
            "Duval S, Tweedie R. Trim and fill: a simple funnel-plot-based method of testing and adjusting for publication bias in meta-analysis. Biometrics 2000;56(2):455–463."
        }
        Method::FailSafeRosenthal => {
            "Rosenthal R. The “file drawer problem” and tolerance for null results. Psychological Bulletin 1979;86(3):638–641."
        }
        Method::PooledControlRisk | Method::MedianControlRisk => {
            "Schünemann HJ, Higgins JPT, Vist GE, Glasziou P, Akl EA, Skoetz N, Guyatt GH. Completing ‘Summary of findings’ tables and grading the certainty of the evidence. In: Higgins JPT et al., editors. Cochrane handbook for systematic reviews of interventions. 2nd ed. Chichester: Wiley; 2019. Chapter 14."
        }
        Method::RubinsRules | Method::RubinsTest => {
            "Barnard J, Rubin DB. Small-sample degrees of freedom with multiple imputation. Biometrika 1999;86(4):948–955."
        }
        Method::WilsonPooled => {
            "Lott A, Reiter JP. Wilson confidence intervals for binomial proportions with multiple imputation for missing \
             data. The American Statistician 2020;74(2):109–115."
        }
        Method::BootstrapPercentile => {
            "Efron B, Tibshirani RJ. An introduction to the bootstrap. New York: Chapman & Hall; 1993."
        }
        Method::BootstrapBca => {
            "Efron B. Better bootstrap confidence intervals. Journal of the American Statistical Association \
             1987;82(397):171–185."
        }
        Method::BootstrapStudentised => {
            "Hall P. Theoretical comparison of bootstrap confidence intervals. Annals of Statistics 1988;16(3):927–953."
        }
        Method::PermutationOfMeans => {
            "Phipson B, Smyth GK. Permutation p-values should never be zero. Statistical Applications in Genetics and \
             Molecular Biology 2010;9(1):39."
        }
        Method::PermutationOfMeansExact => "Fisher RA. The design of experiments. Edinburgh: Oliver & Boyd; 1935.",
        Method::Ancova | Method::AncovaTest => {
            "Vickers AJ, Altman DG. Analysing controlled trials with baseline and follow up measurements. BMJ 2001;323(7321):1123–1124."
        }
        Method::NoncentralT => {
            "Hedges LV. Distribution theory for Glass’s estimator of effect size and related estimators. Journal of Educational Statistics 1981;6(2):107–128."
        }
        Method::PetoPeto => {
            "Peto R, Peto J. Asymptotically efficient rank invariant test procedures. Journal of the Royal Statistical Society A 1972;135(2):185–207."
        }
        Method::GehanBreslow => {
            "Gehan EA. A generalized Wilcoxon test for comparing arbitrarily singly-censored samples. Biometrika 1965;52(1–2):203–223."
        }
        Method::TaroneWare => {
            "Tarone RE, Ware J. On distribution-free tests for equality of survival distributions. Biometrika 1977;64(1):156–160."
        }
        Method::RestrictedMeanRatio => {
            "Uno H, Claggett B, Tian L, Inoue E, Gallo P, Miyata T, et al. Moving beyond the hazard ratio in quantifying the between-group difference in survival analysis. Journal of Clinical Oncology 2014;32(22):2380–2385."
        }
        Method::AalenJohansen => {
            "Aalen OO, Johansen S. An empirical transition matrix for non-homogeneous Markov chains based on censored observations. Scandinavian Journal of Statistics 1978;5(3):141–150."
        }
        Method::CoxRegression => {
            "Cox DR. Regression models and life-tables. Journal of the Royal Statistical Society B 1972;34(2):187–220. Efron B. The efficiency of Cox’s likelihood function for censored data. Journal of the American Statistical Association 1977;72(359):557–565."
        }
        Method::CoxRobust => {
            "Lin DY, Wei LJ. The robust inference for the Cox proportional hazards model. Journal of the American Statistical Association 1989;84(408):1074–1078."
        }
        Method::SchoenfeldTest => {
            "Grambsch PM, Therneau TM. Proportional hazards tests and diagnostics based on weighted residuals. Biometrika 1994;81(3):515–526."
        }
        Method::TwoWayFixedEffects => {
            "Angrist JD, Pischke J-S. Mostly harmless econometrics: an empiricist’s companion. Princeton: Princeton University Press; 2009. Chapter 5."
        }
        Method::EventStudy | Method::PreTrendTest => {
            "Jacobson LS, LaLonde RJ, Sullivan DG. Earnings losses of displaced workers. American Economic Review 1993;83(4):685–709."
        }
        Method::InverseProbabilityWeighting => {
            "Lunceford JK, Davidian M. Stratification and weighting via the propensity score in estimation of causal treatment effects: a comparative study. Statistics in Medicine 2004;23(19):2937–2960."
        }
        Method::EntropyBalancing => {
            "Hainmueller J. Entropy balancing for causal effects: a multivariate reweighting method to produce balanced samples in observational studies. Political Analysis 2012;20(1):25–46."
        }
        Method::PropensityMatching | Method::MatchedTest => {
            "Rosenbaum PR, Rubin DB. Constructing a control group using multivariate matched sampling methods that incorporate the propensity score. The American Statistician 1985;39(1):33–38."
        }
        Method::TwoStageLeastSquares => {
            "Angrist JD, Imbens GW, Rubin DB. Identification of causal effects using instrumental variables. Journal of the American Statistical Association 1996;91(434):444–455."
        }
        Method::AndersonRubin => {
            "Anderson TW, Rubin H. Estimation of the parameters of a single equation in a complete system of stochastic equations. Annals of Mathematical Statistics 1949;20(1):46–63."
        }
        Method::LeastSquaresHc1 | Method::LeastSquaresHc1Test => {
            "MacKinnon JG, White H. Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties. Journal of Econometrics 1985;29(3):305–325."
        }
        Method::FirstStageTest => {
            "Staiger D, Stock JH. Instrumental variables regression with weak instruments. Econometrica 1997;65(3):557–586."
        }
        Method::AnglesOfDraws => {
            "Cook JR, Heyse JF. Use of an angular transformation for ratio estimation in cost-effectiveness analysis. Statistics in Medicine 2000;19(21):2989–3003."
        }
        Method::RobustRegression => {
            "MacKinnon JG, White H. Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties. Journal of Econometrics 1985;29(3):305–325."
        }
        Method::LogRank => {
            "Mantel N. Evaluation of survival data and two new rank order statistics arising in its consideration. \
             Cancer Chemotherapy Reports 1966;50(3):163–170."
        }
        Method::Tango => {
            "Tango T. Equivalence test and confidence interval for the difference in proportions for the paired-sample design. Statistics in Medicine 1998;17(8):891–908."
        }
        Method::NewcombePaired => {
            "Newcombe RG. Improved confidence intervals for the difference between binomial proportions based on paired data. Statistics in Medicine 1998;17(22):2635–2650."
        }
        Method::Tang => {
            "Tang NS, Tang ML, Chan ISF. On tests of equivalence via non-unity relative risk for matched-pair design. Statistics in Medicine 2003;22(8):1217–1233."
        }
        Method::DiscordantWilson => {
            "Fagerland MW, Lydersen S, Laake P. Statistical analysis of contingency tables. Boca Raton: CRC Press; 2017."
        }
        Method::McNemar => {
            "McNemar Q. Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika 1947;12(2):153–157."
        }
        Method::Holm => {
            "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 1979;6(2):65–70."
        }
        Method::Hochberg => {
            "Hochberg Y. A sharper Bonferroni procedure for multiple tests of significance. Biometrika 1988;75(4):800–802."
        }
        Method::Hommel => {
            "Hommel G. A stagewise rejective multiple test procedure based on a modified Bonferroni test. Biometrika 1988;75(2):383–386."
        }
        Method::Bonferroni => {
            "Dunn OJ. Multiple comparisons among means. Journal of the American Statistical Association 1961;56(293):52–64."
        }
        Method::Sidak => {
            "Šidák Z. Rectangular confidence regions for the means of multivariate normal distributions. Journal of the American Statistical Association 1967;62(318):626–633."
        }
        Method::BenjaminiHochberg => {
            "Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to multiple testing. Journal of the Royal Statistical Society B 1995;57(1):289–300."
        }
        Method::BenjaminiYekutieli => {
            "Benjamini Y, Yekutieli D. The control of the false discovery rate in multiple testing under dependency. Annals of Statistics 2001;29(4):1165–1188."
        }
        Method::FixedSequence => {
            "Maurer W, Hothorn LA, Lehmacher W. Multiple comparisons in drug clinical trials and preclinical assays: a-priori ordered hypotheses. Biometrie in der chemisch-pharmazeutischen Industrie 1995;6:3–18."
        }
        Method::PowerOfProportions => {
            "Fleiss JL, Levin B, Paik MC. Statistical methods for rates and proportions. 3rd ed. Hoboken: Wiley; 2003. Chapter 4."
        }
        Method::PowerOfMeans => {
            "Cohen J. Statistical power analysis for the behavioral sciences. 2nd ed. Hillsdale: Erlbaum; 1988. Chapter 2."
        }
        Method::PowerOfClusters => {
            "Donner A, Klar N. Design and analysis of cluster randomization trials in health research. London: Arnold; 2000. Chapter 5."
        }
        Method::McNemarExact | Method::McNemarMidP => {
            "Fagerland MW, Lydersen S, Laake P. The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional. BMC Medical Research Methodology 2013;13:91."
        }
        Method::PairedT | Method::PairedTTest => "Student. The probable error of a mean. Biometrika 1908;6(1):1–25.",
        Method::MantelHaenszelDifference => {
            "Sato T, Greenland S, Robins JM. On the variance estimator for the Mantel-Haenszel risk difference. Biometrics 1989;45(4):1323–1324."
        }
        Method::MantelHaenszelRiskRatio => {
            "Greenland S, Robins JM. Estimation of a common effect parameter from sparse follow-up data. Biometrics 1985;41(1):55–68."
        }
        Method::MantelHaenszelOddsRatio => {
            "Robins J, Breslow N, Greenland S. Estimators of the Mantel-Haenszel variance consistent in both sparse data and large-strata limiting models. Biometrics 1986;42(2):311–323."
        }
        Method::CochranMantelHaenszel => {
            "Mantel N, Haenszel W. Statistical aspects of the analysis of data from retrospective studies of disease. Journal of the National Cancer Institute 1959;22(4):719–748."
        }
        Method::BreslowDayTarone => {
            "Tarone RE. On heterogeneity tests based on efficient scores. Biometrika 1985;72(1):91–95."
        }
        Method::FisherFreemanHalton => {
            "Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of fit and other problems of significance. Biometrika 1951;38(1–2):141–149."
        }
        Method::FisherFreemanHaltonMonteCarlo => {
            "Agresti A, Wackerly D, Boyett JM. Exact conditional tests for cross-classifications: approximation of attained significance levels. Psychometrika 1979;44(1):75–83."
        }
        Method::CochranArmitage => {
            "Armitage P. Tests for linear trends in proportions and frequencies. Biometrics 1955;11(3):375–386."
        }
        Method::LinearByLinear => {
            "Mantel N. Chi-square tests with one degree of freedom: extensions of the Mantel-Haenszel procedure. Journal of the American Statistical Association 1963;58(303):690–700."
        }
        Method::NoncentralChiSquared => "Smithson M. Confidence intervals. Thousand Oaks: Sage; 2003.",
        Method::MannWhitney | Method::MannWhitneyExact => {
            "Mann HB, Whitney DR. On a test of whether one of two random variables is stochastically larger than the other. Annals of Mathematical Statistics 1947;18(1):50–60."
        }
        Method::HodgesLehmann => {
            "Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of Mathematical Statistics 1963;34(2):598–611."
        }
        Method::SuperiorityLogit => {
            "Perme MP, Manevski D. Confidence intervals for the Mann–Whitney test. Statistical Methods in Medical Research 2019;28(12):3755–3768."
        }
        Method::KruskalWallis => {
            "Kruskal WH, Wallis WA. Use of ranks in one-criterion variance analysis. Journal of the American Statistical Association 1952;47(260):583–621."
        }
        Method::SignedRank | Method::SignedRankExact => {
            "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin 1945;1(6):80–83."
        }
        Method::FisherZ | Method::PearsonCorrelationTest => {
            "Fisher RA. On the “probable error” of a coefficient of correlation deduced from a small sample. Metron 1921;1:3–32."
        }
        Method::WeightedFisherZ => "Kish L. Survey sampling. New York: Wiley; 1965. Section 11.7.",
        Method::BonettWright => {
            "Bonett DG, Wright TA. Sample size requirements for estimating Pearson, Kendall and Spearman correlations. Psychometrika 2000;65(1):23–28."
        }
        Method::FiellerKendall => {
            "Fieller EC, Hartley HO, Pearson ES. Tests for rank correlation coefficients. Biometrika 1957;44(3–4):470–481."
        }
        Method::SpearmanTest | Method::SpearmanExact => {
            "Spearman C. The proof and measurement of association between two things. American Journal of Psychology 1904;15(1):72–101."
        }
        Method::KendallTest | Method::KendallExact => {
            "Kendall MG. A new measure of rank correlation. Biometrika 1938;30(1–2):81–93."
        }
        Method::Garwood => "Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28(3–4):437–442.",
        Method::RateMidP | Method::RateMidPTest => {
            "Cohen GR, Yang SY. Mid-p confidence intervals for the Poisson expectation. Statistics in Medicine 1994;13(21):2189–2203."
        }
        Method::RateRatioScore | Method::RateScoreTest => {
            "Graham PL, Mengersen K, Morton AP. Confidence limits for the ratio of two rates based on likelihood scores: non-iterative method. Statistics in Medicine 2003;22(12):2071–2083."
        }
        Method::RateRatioExact | Method::RateExactTest => {
            "Przyborowski J, Wilenski H. Homogeneity of results in testing samples from Poisson series. Biometrika 1940;31(3–4):313–323."
        }
        Method::RateDifferenceRecovered => {
            "Zou GY, Donner A. Construction of confidence limits about effect measures: a general approach. Statistics in Medicine 2008;27(10):1693–1702."
        }
        Method::RateWaldTest => {
            "Rothman KJ, Greenland S, Lash TL. Modern epidemiology. 3rd ed. Philadelphia: Lippincott Williams & Wilkins; 2008. Chapter 14."
        }
        Method::TwoOneSidedTests => {
            "Schuirmann DJ. A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability. Journal of Pharmacokinetics and Biopharmaceutics 1987;15(6):657–680."
        }
        Method::NonInferiorityTest => {
            "Piaggio G, Elbourne DR, Pocock SJ, Evans SJW, Altman DG. Reporting of noninferiority and equivalence randomized trials: extension of the CONSORT 2010 statement. JAMA 2012;308(24):2594–2604."
        }
        Method::Fieller => {
            "Willan AR, O’Brien BJ. Confidence intervals for cost-effectiveness ratios: an application of Fieller’s theorem. Health Economics 1996;5(4):297–305."
        }
        Method::QuantilesOfDraws => {
            "Briggs AH, Weinstein MC, Fenwick EAL, Karnon J, Sculpher MJ, Paltiel AD. Model parameter estimation and uncertainty: a \
             report of the ISPOR-SMDM Modeling Good Research Practices Task Force-6. Value in Health 2012;15(6):835–842."
        }
        Method::BreakEvenOfEffect | Method::ValueOfEffect => {
            "Finansdepartementet. Prinsipper og krav ved utarbeidelse av samfunnsøkonomiske analyser. Rundskriv \
             R-109/21, 25. juni 2021."
        }
    })
}
