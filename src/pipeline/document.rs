//! From a specification, its results and its figures to what the templates read.

use std::sync::Arc;

use super::{Computed, Project, figures, images, manifest, read_beside, text, unreviewed};
use crate::charts;
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::report::{Chapter, CitationStyle, Header, Part as ReportPart, PercentStyle as ReportPercent};
use crate::results::{self, Language, Protection, Text};
use crate::template::{
    Attachment, Document, Markup, Overrides, Part, PartRole, PercentStyle, ReferenceStyle, References, Relationship,
};

/// The report in one language, ready for the templates, and what there is to look at in its texts and its review.
pub(super) fn assemble(
    project: &Project,
    Computed { results, log }: &Computed,
    figures: Vec<(String, charts::Figure)>,
    locale: Locale,
    overrides: &Overrides,
) -> Result<(Document, Vec<Diagnostic>), Vec<Diagnostic>> {
    let in_text = text::warnings(project, results, locale)?;
    let header = &project.report.header;
    let language = locale.language();
    let words = |text: &Text| text.get(language).to_owned();
    let optional = |text: &Option<Text>| text.as_ref().map(words);
    let references = references(project).map_err(|problem| vec![problem])?;
    let failed = |error: String| vec![Problem::new(error).nowhere()];
    let json = results::to_json(results).map_err(|error| failed(error.to_string()))?.into_bytes();
    let images = images::named(project, language)?;
    let pictures = images.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    let others: Vec<(&str, &[u8])> = references.iter().flat_map(References::files).chain(pictures).collect();
    let manifest = manifest::manifest(project, language, &others, overrides).map_err(failed)?;

    let mut document = Document::new(header.title.get(language), language, header.date, Arc::clone(results));
    document.template.clone_from(&header.template.value);
    document.percent = match header.percent_style {
        ReportPercent::Text => PercentStyle::Text,
        ReportPercent::Sign => PercentStyle::Sign,
    };
    document.subtitle = optional(&header.subtitle);
    document.short_title = optional(&header.short_title);
    document.authors = header.authors.iter().map(|author| author.name.clone()).collect();
    document.institute = optional(&header.institute);
    document.series = optional(&header.series);
    document.number.clone_from(&header.number);
    document.commissioned_by = header.commissioned_by.iter().map(words).collect();
    document.keywords = document_keywords(header, language);
    document.description = optional(&header.description);
    document.cover_note = optional(&header.cover_note);
    let unreviewed = unreviewed(project, results).map_err(|problem| vec![problem.nowhere()])?;
    document.review_note = unreviewed.map(|(open, rejected)| locale.not_reviewed(open, rejected));
    document.colophon = colophon(header, log.protection(), locale);
    document.parts =
        project.report.chapters.iter().filter_map(|chapter| part(chapter, None, &figures, language)).collect();
    document.figures = figures.iter().map(|(id, figure)| figures::placed(id, figure)).collect();
    let entries = |chart: &charts::Chart| chart.of().entries().map(str::to_owned).collect();
    document.charts = project.report.charts.iter().map(|(id, chart)| (id.value.clone(), entries(chart))).collect();
    document.files = images;
    document.references = references;
    document.attachments = vec![
        Attachment {
            name: project.file.clone(),
            bytes: project.report.source.bytes().to_vec(),
            relationship: Relationship::Source,
            mime_type: "application/yaml".to_owned(),
            description: locale.attachment_specification().to_owned(),
        },
        Attachment {
            name: "results.json".to_owned(),
            bytes: json,
            relationship: Relationship::Data,
            mime_type: "application/json".to_owned(),
            description: locale.attachment_results().to_owned(),
        },
        Attachment {
            name: "manifest.json".to_owned(),
            bytes: manifest,
            relationship: Relationship::Supplement,
            mime_type: "application/json".to_owned(),
            description: locale.attachment_manifest().to_owned(),
        },
    ];
    let mut warnings: Vec<Diagnostic> = unreviewed.map(|(open, _)| not_accepted(project, open)).into_iter().collect();
    warnings.extend(in_text);
    Ok((document, warnings))
}

/// That conclusions changed which no reviewer has accepted.
fn not_accepted(project: &Project, open: usize) -> Diagnostic {
    let what =
        format!("{open} changed conclusion{} not accepted by a reviewer", if open == 1 { " is" } else { "s are" });
    Problem::new(what).hint(format!("let someone run `utfall review {}`", project.file)).nowhere().warning()
}

/// The fields of the colophon that the header fills, in the order of Norwegian reports.
fn colophon(header: &Header, protection: &Protection, locale: Locale) -> Vec<(String, String)> {
    let language = locale.language();
    let words = |text: &Text| text.get(language).to_owned();
    let list = |texts: &[Text]| locale.list(&texts.iter().map(words).collect::<Vec<_>>());
    let authors: Vec<String> = header
        .authors
        .iter()
        .map(|author| {
            let details =
                [author.role.as_ref().map(words), author.orcid.as_ref().map(|orcid| format!("ORCID {orcid}"))];
            let details: Vec<String> = details.into_iter().flatten().collect();
            if details.is_empty() { author.name.clone() } else { format!("{} ({})", author.name, details.join(", ")) }
        })
        .collect();
    let series = match (&header.series, &header.number) {
        (Some(series), Some(number)) => Some(format!("{} {number}", words(series))),
        (Some(series), None) => Some(words(series)),
        (None, number) => number.clone(),
    };
    let several = |one: &'static str, many: &'static str, count: usize| if count > 1 { many } else { one };
    let joined = |texts: &[Text]| (!texts.is_empty()).then(|| list(texts));
    let editions = |print: Option<&str>, electronic: Option<&str>| {
        let edition = |number: &str, kind: &str| format!("{number} ({kind})");
        let both = [
            print.map(|number| edition(number, locale.printed())),
            electronic.map(|number| edition(number, locale.electronic())),
        ];
        let both: Vec<String> = both.into_iter().flatten().collect();
        (!both.is_empty()).then(|| both.join(", "))
    };
    let number = |number: &Option<crate::diag::Spanned<String>>| number.as_ref().map(|number| number.value.clone());
    let fields = [
        ("english-title", header.english_title.clone().filter(|_| language != Language::English)),
        (several("author", "authors", authors.len()), (!authors.is_empty()).then(|| locale.list(&authors))),
        ("project-leader", header.project_leader.clone()),
        ("publisher", header.institute.as_ref().map(words)),
        ("responsible", header.responsible.as_ref().map(words)),
        ("series", series),
        ("type", header.publication_type.as_ref().map(words)),
        (several("commissioner", "commissioners", header.commissioned_by.len()), joined(&header.commissioned_by)),
        ("funding", joined(&header.funding)),
        ("project-number", header.project_number.clone()),
        ("quality", joined(&header.quality_assurer)),
        ("date", Some(locale.date(header.date, Style::Text))),
        ("pages", Some("auto".to_owned())),
        ("isbn", editions(number(&header.isbn.print).as_deref(), number(&header.isbn.electronic).as_deref())),
        ("issn", editions(number(&header.issn.print).as_deref(), number(&header.issn.electronic).as_deref())),
        ("doi", number(&header.doi)),
        ("keywords", (!header.keywords.is_empty()).then(|| document_keywords(header, language).join(", "))),
        ("abstract", header.description.as_ref().map(words)),
        ("classification", header.classification.as_ref().map(words)),
        ("citation", Some(citation(header, locale))),
        ("privacy", locale.protection(protection)),
        ("rights", header.copyright.as_ref().map(words)),
        ("address", header.address.as_ref().map(words)),
        ("website", header.website.clone()),
        ("contact", header.contact.as_ref().map(words)),
    ];
    fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn document_keywords(header: &Header, language: Language) -> Vec<String> {
    header.keywords.iter().map(|keyword| keyword.get(language).to_owned()).collect()
}

/// How the report is cited: the author's own words, or authors, year, title, series and publisher.
fn citation(header: &Header, locale: Locale) -> String {
    let language = locale.language();
    if let Some(citation) = &header.citation {
        return citation.get(language).to_owned();
    }
    let authors: Vec<&str> = header.authors.iter().map(|author| author.name.as_str()).collect();
    let mut title = header.title.get(language).to_owned();
    if let Some(subtitle) = &header.subtitle {
        title = format!("{title}: {}", subtitle.get(language));
    }
    let series = match (&header.series, &header.number) {
        (Some(series), Some(number)) => format!(" ({} {number})", series.get(language)),
        _ => String::new(),
    };
    let publisher = header.institute.as_ref().map(|institute| format!(" {}.", institute.get(language)));
    let (year, publisher) = (header.date.year(), publisher.unwrap_or_default());
    // Without an author the title takes the first place, as APA has it.
    match authors.is_empty() {
        true => format!("{title}{series}. ({year}).{publisher}"),
        false => format!("{} ({year}). {title}{series}.{publisher}", locale.list(&authors)),
    }
}

fn part(
    chapter: &Chapter,
    inherited: Option<PartRole>,
    figures: &[(String, charts::Figure)],
    language: Language,
) -> Option<Part> {
    let role = inherited.unwrap_or(match chapter.part.value {
        ReportPart::Foreword => PartRole::Foreword,
        ReportPart::KeyMessages => PartRole::KeyMessages,
        ReportPart::Summary => PartRole::Summary,
        ReportPart::EnglishSummary => PartRole::EnglishSummary,
        ReportPart::Chapter => PartRole::Chapter,
        ReportPart::Appendix => PartRole::Appendix,
    });
    // A report in English has its summary in English already.
    if role == PartRole::EnglishSummary && language == Language::English {
        return None;
    }
    let markup = |text: &crate::report::ChapterText| match text.whole() {
        Some(place) => Markup::located(text.as_str(), &place),
        None => Markup::new(text.as_str()),
    };
    let text = chapter.text(language).map(markup).unwrap_or_default();
    let spoken = if role == PartRole::EnglishSummary { Language::English } else { language };
    let mut part = Part::new(role, spoken, text);
    part.title = chapter.title.as_ref().map(|title| title.get(language).to_owned());
    part.lead = chapter.lead(language).map(markup);
    part.label = chapter.id.as_ref().map(|id| id.value.clone());
    part.show = chapter.show.iter().map(|id| figures::item(id, figures)).collect();
    part.sections =
        chapter.sections.iter().filter_map(|section| self::part(section, Some(role), figures, language)).collect();
    Some(part)
}

fn references(project: &Project) -> Result<Option<References>, Diagnostic> {
    let header = &project.report.header;
    let Some(name) = &header.references else { return Ok(None) };
    let style = match &header.citation_style {
        CitationStyle::Apa => ReferenceStyle::Named("apa".to_owned()),
        CitationStyle::Vancouver => ReferenceStyle::Named("vancouver".to_owned()),
        CitationStyle::File(file) => ReferenceStyle::File(file.value.clone(), read_beside(project, file)?),
    };
    Ok(Some(References { name: name.value.clone(), bytes: read_beside(project, name)?, style }))
}

impl References {
    /// The files that the list of references reads, by name.
    fn files(&self) -> Vec<(&str, &[u8])> {
        let style = match &self.style {
            ReferenceStyle::Named(_) => None,
            ReferenceStyle::File(name, bytes) => Some((name.as_str(), bytes.as_slice())),
        };
        [Some((self.name.as_str(), self.bytes.as_slice())), style].into_iter().flatten().collect()
    }
}
