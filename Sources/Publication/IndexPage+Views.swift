// SPDX-License-Identifier: Apache-2.0
//
// On the page of a publication: the map between groups of zones, the strip of time, the links to the views
// of one zone or one period, and the decision with how to verify it.

import ImpactAssessment
import Studies

extension IndexPage {
    // MARK: Views

    var viewSections: [Page.Section] { [groups, time, zones].compactMap(\.self) }

    private var groups: Page.Section? {
        guard let maps = views?.maps, maps.hasGroups else { return nil }
        return Page.Section(
            id: "groups", heading: Localized(fr: "Entre groupes de zones", en: "Between groups of zones"),
            blocks: [
                .figure(
                    Page.Figure(
                        caption: Localized(
                            fr:
                                "La même carte, les zones réunies par groupes : somme des cellules publiées. Un "
                                + "cercle : ce qui reste à l’intérieur d’un groupe.",
                            en: "The same map with zones taken together by groups: sum of the published cells. A "
                                + "circle: what stays inside a group."),
                        wide: { maps.groups($0, .wide, identifier: "groups-wide-\($0.rawValue)") ?? "" },
                        narrow: { maps.groups($0, .narrow, identifier: "groups-narrow-\($0.rawValue)") ?? "" }))
            ])
    }

    private var time: Page.Section? {
        guard table.shape != .plain, let strip = TimeStrip(input, table) else { return nil }
        let figure = Page.Figure(
            caption: stripCaption(strip),
            wide: { strip.svg(language: $0, layout: .wide, identifier: "time-wide-\($0.rawValue)") },
            narrow: { strip.svg(language: $0, layout: .narrow, identifier: "time-narrow-\($0.rawValue)") })
        let links = views?.periodLinks ?? []
        let choices: [Page.Block] =
            links.isEmpty
            ? []
            : [
                .paragraph(Localized(fr: "La carte d’un seul moment :", en: "The map of one time only:")),
                ViewPages.block(links),
            ]
        return Page.Section(
            id: "time", heading: Localized(fr: "Au fil du temps", en: "Over time"), blocks: [.figure(figure)] + choices)
    }

    /// Sums over different numbers of cells can't be compared blindly: the caption gives those numbers.
    private func stripCaption(_ strip: TimeStrip) -> Localized {
        let line =
            strip.hasIntervals
            ? Localized(
                fr: " Le trait fin est l’intervalle à 95 % de la somme.",
                en: " The thin line is the 95% interval of the sum.")
            : Localized("")
        func counts(_ language: Language) -> String {
            strip.bars.prefix(12).map { bar in
                "\(bar.label[language])\u{00A0}: \(language.integer(bar.publishedCells))"
            }.joined(separator: ", ")
        }
        return Localized(
            fr: "Somme des cellules publiées à chaque moment ; ce qui n’est pas diffusé n’y est pas. Cellules publiées "
                + "— \(counts(.fr)).\(line.fr)",
            en: "Sum of the cells published for each time; what is withheld is not in it. Cells published — "
                + "\(counts(.en)).\(line.en)")
    }

    private var zones: Page.Section? {
        guard let links = views?.zoneLinks, !links.isEmpty else { return nil }
        return Page.Section(
            id: "zones", heading: Localized(fr: "Zone par zone", en: "Zone by zone"),
            blocks: [
                .paragraph(
                    Localized(
                        fr: "D’où l’on vient et où l’on va, pour chaque zone qui a des flux publiés :",
                        en: "Where people come from and go to, for each zone with published flows:")),
                ViewPages.block(links),
            ])
    }

    // MARK: Decision

    var decision: Page.Section {
        let governance = input.assessment.governance
        let ballot = governance.map { governance in
            Localized(
                fr: "Scrutin \(governance.ballot.id). \(governance.ballot.outcome.fr)",
                en: "Ballot \(governance.ballot.id). \(governance.ballot.outcome.en)")
        }
        let documents = input.evidence.documents.map { (href: $0.name, text: Localized($0.name), detail: $0.title) }
        let own: [(href: String, text: Localized, detail: Localized)] = [
            (
                href: "assessment.html#decision-{language}",
                text: Localized(fr: "La décision", en: "The decision"),
                detail: Localized(
                    fr: "les votes par collège et les clauses qui ont décidé",
                    en: "the votes by college and the clauses that decided")
            ),
            (
                href: "SHA256SUMS", text: Localized("SHA256SUMS"),
                detail: Localized(fr: "les empreintes de tous les fichiers", en: "the hashes of all files")
            ),
            (
                href: PublicationSummary.fileName, text: Localized(PublicationSummary.fileName),
                detail: Localized(fr: "le résumé de cette publication", en: "the summary of this publication")
            ),
        ]
        let commands =
            [Evidence.Command(line: "sha256sum -c SHA256SUMS", shows: checksumWords)] + input.evidence.commands
        return Page.Section(
            id: "decision",
            heading: Localized(fr: "La décision, et comment la vérifier", en: "The decision, and how to verify it"),
            blocks: [ballot].compactMap(\.self).map(Page.Block.paragraph) + [.links(own + documents)]
                + commands.flatMap { [Page.Block.paragraph($0.shows), .code($0.line)] })
    }

    private var checksumWords: Localized {
        Localized(
            fr:
                "Dans un dossier où tous les fichiers sont téléchargés, cette commande dit si ce sont bien ceux qui "
                + "ont été publiés :",
            en: "In a folder with all files downloaded, this command says whether they are those that were published:")
    }
}
