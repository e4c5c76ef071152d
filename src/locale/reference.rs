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
        Method::ClusterRobustCr1 | Method::ClusterRobustTest => {
            "Liang K-Y, Zeger SL. Longitudinal data analysis using generalized linear models. Biometrika \
             1986;73(1):13–22."
        }
        Method::ClusterRobustCr2 => {
            "Bell RM, McCaffrey DF. Bias reduction in standard errors for linear regression with multi-stage samples. \
             Survey Methodology 2002;28(2):169–181."
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
        Method::LogRank => {
            "Mantel N. Evaluation of survival data and two new rank order statistics arising in its consideration. \
             Cancer Chemotherapy Reports 1966;50(3):163–170."
        }
        Method::BreakEvenOfEffect => {
            "Finansdepartementet. Prinsipper og krav ved utarbeidelse av samfunnsøkonomiske analyser. Rundskriv \
             R-109/21, 25. juni 2021."
        }
    })
}
