#!/usr/bin/env python3
"""Simulerer persondataene og metodetrohetsmålingene i eksempelrapporten ips-effektevaluering. Ingen virkelige personer.

    python3 simuler.py          # skriver deltakere.csv og metodetrohet.csv i denne mappen, alltid de samme

Publisert om studien er antallet deltakere (410), kjennetegn ved dem (@fyhn2020 og lysbilder fra evalueringen), og at livskvalitet,
selvopplevd helse, depresjon og funksjon var signifikant bedre med IPS etter 12 måneder, og troen på at arbeid er bra for helsen
høyere etter 6 og 12 måneder. Ingen størrelser er publisert i kildene som prosjektet har lest. Skalaer, størrelser, frafall,
svar om tilfredshet og metodetrohet er derfor valgt av utfall-prosjektet. Effektene er satt, ikke funnet, og frøet er det første
som gir de publiserte retningene. Arbeid simuleres ikke: Rapporten bruker de publiserte prosentene.
"""

import random

FROE = 0
ANTALL_IPS, ANTALL_KONTROLL = 227, 183

# Navn, gjennomsnitt ved start, standardavvik, minste og største verdi, endring i kontrollgruppen etter 6 og 12 måneder, og
# effekten av IPS etter 6 og 12 måneder. For depresjon er lavere bedre.
SKALAER = [
    ("livskvalitet", 48.0, 18.0, 0, 100, (2.0, 3.0), (2.0, 5.5)),
    ("helse", 50.0, 20.0, 0, 100, (2.0, 3.0), (2.0, 6.0)),
    ("depresjon", 8.0, 4.2, 0, 21, (-0.4, -0.6), (-0.4, -1.3)),
    ("funksjon", 52.0, 16.0, 0, 100, (1.5, 2.5), (1.5, 5.0)),
    ("tro", 6.6, 2.2, 0, 10, (0.0, 0.0), (0.8, 0.8)),
]
FYLKER = ["A", "B", "C", "D", "E", "F"]
SVAR = {"oppfolging": (0.04, 0.10, 0.36, 0.50), "samarbeid": (0.03, 0.08, 0.34, 0.55), "nytte": (0.05, 0.12, 0.43, 0.40)}


def innenfor(verdi, minst, mest):
    return min(mest, max(minst, verdi))


def trekk(tilfeldig, andeler):
    """Et tall fra 1, med disse sannsynlighetene."""
    sted = tilfeldig.random()
    for svar, andel in enumerate(andeler, start=1):
        sted -= andel
        if sted < 0:
            return svar
    return len(andeler)


def personer(froe):
    tilfeldig = random.Random(froe)
    grupper = ["ips"] * ANTALL_IPS + ["kontroll"] * ANTALL_KONTROLL
    tilfeldig.shuffle(grupper)
    # To i kontrollgruppen mangler i registeret: Da stemmer antallet med det som er regnet tilbake fra prosentene.
    uten_register = set(tilfeldig.sample([n for n, g in enumerate(grupper) if g == "kontroll"], 2))
    rader = []
    for nummer, gruppe in enumerate(grupper):
        ips = gruppe == "ips"
        rad = {
            "person": nummer + 1,
            "gruppe": gruppe,
            "fylke": FYLKER[tilfeldig.randrange(6)],
            "alder": innenfor(round(tilfeldig.gauss(35, 10.72)), 18, 64),
            "kvinne": int(tilfeldig.random() < 0.52),
            "utdanning": ("grunnskole", "videregaende", "hoyere")[trekk(tilfeldig, (0.33, 0.45, 0.22)) - 1],
            "alvorlig": int(tilfeldig.random() < 0.45),
            "innlagt": int(tilfeldig.random() < 0.30),
            "hads_0": innenfor(round(tilfeldig.gauss(15.6, 7.66)), 0, 42),
            "i_register": int(nummer not in uten_register),
        }
        # Frafallet er litt større i kontrollgruppen og blant de yngste. Den som ikke svarte etter 6 måneder, svarte heller ikke etter 12.
        grunn = 0.86 if ips else 0.80
        if rad["alder"] < 30:
            grunn -= 0.05
        svarte_6 = rad["i_register"] and tilfeldig.random() < grunn
        svarte_12 = svarte_6 and tilfeldig.random() < 0.88
        rad["svarte_6"], rad["svarte_12"] = int(bool(svarte_6)), int(bool(svarte_12))
        for navn, midt, spredning, minst, mest, endring, effekt in SKALAER:
            avvik = tilfeldig.gauss(0, spredning)
            rad[f"{navn}_0"] = innenfor(round(midt + avvik), minst, mest)
            for maaned, nr, svarte in ((6, 0, svarte_6), (12, 1, svarte_12)):
                verdi = midt + endring[nr] + (effekt[nr] if ips else 0) + 0.6 * avvik + tilfeldig.gauss(0, 0.75 * spredning)
                rad[f"{navn}_{maaned}"] = innenfor(round(verdi), minst, mest) if svarte else ""
        for navn, andeler in SVAR.items():
            svar = trekk(tilfeldig, andeler)
            rad[navn] = svar if ips and svarte_12 else ""
        rader.append(rad)
    return rader


def metodetrohet(froe):
    """Tre målinger av tjenesten i hvert fylke, 25 punkter fra 1 til 5: lavt i starten, høyere siden, og ujevnt."""
    tilfeldig = random.Random(1000 + froe)
    punkter = [tilfeldig.gauss(0, 0.45) for _ in range(25)]
    rader = []
    for fylke in FYLKER:
        start = tilfeldig.gauss(3.35, 0.25)
        egne = [punkt + tilfeldig.gauss(0, 0.35) for punkt in punkter]
        for maaling, steg in enumerate((0.0, 0.35, 0.62), start=1):
            poeng = [innenfor(round(start + steg + punkt + tilfeldig.gauss(0, 0.45)), 1, 5) for punkt in egne]
            rader.append([fylke, maaling, *poeng])
    return rader


def skriv(navn, hode, rader):
    with open(navn, "w", encoding="utf-8", newline="\n") as fil:
        fil.write(";".join(hode) + "\n")
        for rad in rader:
            fil.write(";".join(map(str, rad)) + "\n")


def main():
    rader = personer(FROE)
    skriv("deltakere.csv", list(rader[0]), [list(r.values()) for r in rader])
    skriv("metodetrohet.csv", ["fylke", "maaling"] + [f"punkt_{n}" for n in range(1, 26)], metodetrohet(FROE))


if __name__ == "__main__":
    main()
