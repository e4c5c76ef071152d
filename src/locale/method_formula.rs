//! What a method computes, as one line that every language reads alike.

use crate::results::Method;

/// The formula of a method, for those that one line can say; the others are said by their [reference](super::method_reference).
///
/// `x` of `n` are events, with `p̂ = x / n`; `z` and `t` are quantiles for the level; 1 is the treated group and 2 the control group.
///
/// ```
/// use utfall::locale::method_formula;
/// use utfall::results::Method;
/// assert_eq!(method_formula(Method::WaldTest), Some("z = θ̂ / SE"));
/// assert_eq!(method_formula(Method::AsPublished), None);
/// ```
pub fn method_formula(method: Method) -> Option<&'static str> {
    Some(match method {
        Method::Wald => "θ̂ ± z · SE",
        Method::WaldTest => "z = θ̂ / SE",
        Method::Wilson => "(p̂ + z² / 2n ± z · √(p̂(1 − p̂) / n + z² / 4n²)) / (1 + z² / n)",
        Method::AgrestiCoull => "p̃ ± z · √(p̃(1 − p̃) / ñ), ñ = n + z², p̃ = (x + z² / 2) / ñ",
        Method::Newcombe => "d − √((p̂₁ − l₁)² + (u₂ − p̂₂)²), d + √((u₁ − p̂₁)² + (p̂₂ − l₂)²)",
        Method::MiettinenNurminen => "(d − Δ)² / (Ṽ(Δ) · N / (N − 1)) ≤ z²",
        Method::Mee => "(d − Δ)² / Ṽ(Δ) ≤ z²",
        Method::Katz => "exp(ln RR ± z · √(1 / x₁ − 1 / n₁ + 1 / x₂ − 1 / n₂))",
        Method::Woolf => "exp(ln OR ± z · √(1 / a + 1 / b + 1 / c + 1 / d))",
        Method::ChiSquaredPearson => "χ² = Σ (O − E)² / E",
        Method::ChiSquaredNMinusOne => "χ² = (N − 1) / N · Σ (O − E)² / E",
        Method::ChiSquaredYates => "χ² = Σ (|O − E| − ½)² / E",
        Method::Welch => "d ± t(ν) · √(s₁² / n₁ + s₂² / n₂)",
        Method::WelchTest => "t = d / √(s₁² / n₁ + s₂² / n₂)",
        Method::StudentT => "x̄ ± t(ν) · SE",
        Method::LogRank => "χ² = (Σ (O₁ − E₁))² / Σ V",
        Method::DerSimonianLaird => "τ² = (Q − (k − 1)) / (Σ w − Σ w² / Σ w), wᵢ = 1 / (vᵢ + τ²)",
        Method::HartungKnapp => "θ̂ ± t(k − 1) · √(Σ wᵢ(yᵢ − θ̂)² / ((k − 1) Σ wᵢ))",
        Method::HartungKnappTest => "t(k − 1) = θ̂ / √(Σ wᵢ(yᵢ − θ̂)² / ((k − 1) Σ wᵢ))",
        Method::FisherZ => "tanh(artanh r ± z / √(n − 3))",
        _ => return None,
    })
}
