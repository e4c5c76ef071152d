#!/usr/bin/env python3
"""Simulerer individdataene i eksempelrapporten ips-langtid. Ingen virkelige personer.

    python3 simuler.py          # skriver personer.csv og maaneder.csv i denne mappen, alltid de samme

Det som er publisert om studien (327 deltakere, oppfølging etter 12, 24 og 43 måneder, og hvilke grupper effekten var
størst i) styrer oppsettet. Alle størrelser er valgt av utfall-prosjektet: Andelene i kontrollgruppen er lagt nær de
publiserte 27 prosentene fra artikkelen om samme studie, og effektene er satt, ikke funnet. Frøet er valgt blant seksten slik
at de simulerte effektene er størst i de tre gruppene som er nevnt i den publiserte omtalen.

Artikkelen fra 2019 hadde 410 deltakere. De 83 som ikke er med blant de 327, får kjennetegn her, men ingen måneder: Hva de gjorde, er
ikke kjent. Hvordan de fordeler seg på gruppene, er valgt.
"""

import random

MAANEDER, FROE = 43, 5


def sannsynlighet(person, maaned):
    """Sannsynligheten for å være i ordinært arbeid i en måned."""
    stigning = min(1.0, maaned / 10)
    grunn = 0.30 * stigning
    if not person["vgs21"]:
        grunn -= 0.05 * stigning
    if person["alvorlig"]:
        grunn -= 0.06 * stigning
    if person["gruppe"] == "ips":
        effekt = 0.0
        effekt += 0.11 if person["alder"] < 30 else 0.0
        effekt += 0.10 if not person["vgs21"] else 0.0
        effekt += 0.10 if person["alvorlig"] else 0.0
        grunn += effekt * min(1.0, maaned / 9)
    return grunn


def main():
    tilfeldig = random.Random(FROE)
    grupper = ["ips"] * 184 + ["kontroll"] * 143
    tilfeldig.shuffle(grupper)
    personer, maaneder = [], []
    for nummer, gruppe in enumerate(grupper, start=1):
        person = {
            "person": nummer,
            "gruppe": gruppe,
            "alder": min(60, max(18, round(tilfeldig.gauss(35, 10.7)))),
            "vgs21": int(tilfeldig.random() < 0.55),
            "alvorlig": int(tilfeldig.random() < 0.45),
        }
        personer.append(person)
        # Hver person har sin egen terskel, og den glir litt fra måned til måned: Den som er i arbeid, blir der oftest.
        terskel = tilfeldig.random()
        for maaned in range(1, MAANEDER + 1):
            terskel = (terskel + tilfeldig.gauss(0, 0.03)) % 1.0
            if terskel < sannsynlighet(person, maaned):
                maaneder.append((nummer, maaned, 1))
    # De som ikke er med i utvalget, og det som bare beskriver deltakerne, trekkes for seg.
    for_seg = random.Random(1000 + FROE)
    utenfor = ["ips"] * 43 + ["kontroll"] * 40
    for_seg.shuffle(utenfor)
    for person in personer:
        person["i_utvalg"] = 1
    for nummer, gruppe in enumerate(utenfor, start=len(personer) + 1):
        personer.append(
            {
                "person": nummer,
                "gruppe": gruppe,
                "alder": min(60, max(18, round(for_seg.gauss(35, 10.7)))),
                "vgs21": int(for_seg.random() < 0.50),
                "alvorlig": int(for_seg.random() < 0.48),
                "i_utvalg": 0,
            }
        )
    for person in personer:
        person["kvinne"] = int(for_seg.random() < 0.52)
        person["hads"] = min(42, max(0, round(for_seg.gauss(15.6, 7.66))))
    with open("personer.csv", "w", encoding="utf-8", newline="\n") as fil:
        fil.write(";".join(personer[0]) + "\n")
        for p in personer:
            fil.write(";".join(map(str, p.values())) + "\n")
    with open("maaneder.csv", "w", encoding="utf-8", newline="\n") as fil:
        fil.write("person;maaned;jobb\n")
        for rad in maaneder:
            fil.write(";".join(map(str, rad)) + "\n")


if __name__ == "__main__":
    main()
