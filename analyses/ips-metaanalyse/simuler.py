#!/usr/bin/env python3
"""Simulerer de delene av eksempelrapporten ips-metaanalyse som det ikke finnes tilgjengelige tall for.

    python3 simuler.py          # skriver land27.csv, personer.csv og maaneder.csv i denne mappen, alltid de samme

1. land27.csv: 27 studier i 14 land. Det som er publisert (Brinchmann mfl. 2020), er antallet studier og land, den samlede relative
   risikoen 2,07 (1,82 til 2,35), at sterkt vern mot oppsigelse så vidt svekker effekten, og at velferdsytelsene ikke gjør det. Tallene for
   hver studie og hvert land er ikke tilgjengelige. Studiene heter «Sim», landene «Land A» til «Land N», og indeksene er valgt.
2. personer.csv og maaneder.csv: 500 personer fulgt i 48 måneder. Det som er kjent (omtalt i en artikkel), er retningen: Andelen i arbeid øker over flere
   år med IPS, og synker i kontrollgruppene. Alle størrelser er valgt av utfall-prosjektet.

Frøene er valgt blant 60 (studiene) og 20 (personene) slik at resultatene får den publiserte retningen. At de viser den, er derfor ikke noe funn.
"""

import math
import random

FROE_STUDIER, FROE_PERSONER = 34, 6
PERSONER, MAANEDER = 500, 48


def studier(froe):
    tilfeldig = random.Random(froe)
    land = []
    for bokstav in "ABCDEFGHIJKLMN":
        # Vernet mot oppsigelse fra 0 (svakt) til 6 (sterkt), og ytelsenes andel av tidligere lønn, i prosent.
        vern = round(tilfeldig.uniform(0.5, 4.5), 1)
        ytelse = round(tilfeldig.uniform(25, 80))
        land.append((f"Land {bokstav}", vern, ytelse))
    fordeling = land + [land[0]] * 5 + tilfeldig.choices(land, k=8)
    fordeling.sort(key=lambda l: l[0])
    rader = []
    for nummer, (navn, vern, ytelse) in enumerate(fordeling, start=1):
        n_ips = max(18, round(math.exp(tilfeldig.gauss(4.2, 0.55))))
        n_kontroll = max(18, round(n_ips * tilfeldig.uniform(0.85, 1.1)))
        grunn = 1 / (1 + math.exp(-tilfeldig.gauss(math.log(0.27 / 0.73), 0.4)))
        effekt = tilfeldig.gauss(math.log(2.10) - 0.045 * (vern - 2.5), 0.17)
        med_ips = min(0.85, grunn * math.exp(effekt))
        rader.append(
            {
                "studie": f"Sim {nummer:02d}",
                "land": navn,
                "vern": vern,
                "ytelse": ytelse,
                "vern_gruppe": "svakt" if vern < 2.5 else "sterkt",
                "ytelse_gruppe": "lave" if ytelse < 50 else "sjenerøse",
                "x_ips": sum(tilfeldig.random() < med_ips for _ in range(n_ips)),
                "n_ips": n_ips,
                "x_kontroll": sum(tilfeldig.random() < grunn for _ in range(n_kontroll)),
                "n_kontroll": n_kontroll,
            }
        )
    return rader


def sannsynlighet(gruppe, maaned):
    """Sannsynligheten for å være i ordinært arbeid i en måned."""
    stigning = min(1.0, maaned / 12)
    senere = max(0, maaned - 12) / 36
    if gruppe == "ips":
        return 0.40 * stigning + 0.10 * senere
    return 0.29 * stigning - 0.07 * senere


def personer(froe):
    tilfeldig = random.Random(froe)
    grupper = ["ips"] * (PERSONER // 2) + ["kontroll"] * (PERSONER // 2)
    tilfeldig.shuffle(grupper)
    maaneder = []
    for nummer, gruppe in enumerate(grupper, start=1):
        # Hver person har sin egen terskel, og den glir litt fra måned til måned: Den som er i arbeid, blir der oftest.
        terskel = tilfeldig.random()
        for maaned in range(1, MAANEDER + 1):
            terskel = abs(terskel + tilfeldig.gauss(0, 0.055))
            terskel = 2 - terskel if terskel > 1 else terskel
            if terskel < sannsynlighet(gruppe, maaned):
                maaneder.append((nummer, maaned))
    return grupper, maaneder


def main():
    rader = studier(FROE_STUDIER)
    with open("land27.csv", "w", encoding="utf-8", newline="\n") as fil:
        fil.write(";".join(rader[0]) + "\n")
        for rad in rader:
            fil.write(";".join(f"{c:g}".replace(".", ",") if isinstance(c, float) else str(c) for c in rad.values()) + "\n")
    grupper, maaneder = personer(FROE_PERSONER)
    with open("personer.csv", "w", encoding="utf-8", newline="\n") as fil:
        fil.write("person;gruppe\n")
        for nummer, gruppe in enumerate(grupper, start=1):
            fil.write(f"{nummer};{gruppe}\n")
    with open("maaneder.csv", "w", encoding="utf-8", newline="\n") as fil:
        fil.write("person;maaned;jobb\n")
        for nummer, maaned in maaneder:
            fil.write(f"{nummer};{maaned};1\n")


if __name__ == "__main__":
    main()
