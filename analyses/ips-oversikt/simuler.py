#!/usr/bin/env python3
"""Simulerer studiene i eksempelrapporten ips-oversikt. Ingen virkelige studier og ingen virkelige personer.

    python3 simuler.py          # skriver studier.csv i denne mappen, alltid den samme

Det som er publisert om oversikten fra 2023 (30 studier, ni av dem nye og én oppdatert, oppfølging fra seks måneder til seks år,
og ordlyden i de fire konklusjonene), styrer oppsettet. Tallene bak konklusjonene er ikke tilgjengelige for prosjektet. Alle
størrelser i de 29 studiene som heter «Sim», er derfor valgt av utfall-prosjektet: Sannsynligheten for arbeid er satt til om lag det dobbelte med
IPS, tid i arbeid til 14 flere dager, inntekt til 2 700 kroner mer (i filen: 1 000 kroner) og livskvalitet til om lag det samme. Det er ikke noe funn
at de samlede resultatene ligger nær disse. Den trettiende studien, Lones 2017, er virkelig: Relativ risiko 11,5 (1,62 til 81,8) er
publisert, og antallene 11 av 22 og 1 av 23 er regnet tilbake fra den.
"""

import math
import random

FROE = 2021
DOMENER = ["randomisering", "avvik", "frafall", "måling", "rapportering"]


def antall(tilfeldig, i_alt, sannsynlighet):
    return sum(tilfeldig.random() < sannsynlighet for _ in range(i_alt))


def vurdering(tilfeldig, lav, noe):
    trekk = tilfeldig.random()
    return "lav" if trekk < lav else "noe bekymring" if trekk < lav + noe else "høy"


def gruppe(tilfeldig, i_alt, gjennomsnitt, spredning, desimaler):
    """Gjennomsnitt og standardavvik i et utvalg av denne størrelsen."""
    snitt = tilfeldig.gauss(gjennomsnitt, spredning / math.sqrt(i_alt))
    avvik = spredning * math.sqrt(sum(tilfeldig.gauss(0, 1) ** 2 for _ in range(i_alt - 1)) / (i_alt - 1))
    return round(snitt, desimaler), round(avvik, desimaler)


def studier():
    tilfeldig = random.Random(FROE)
    år = sorted(tilfeldig.randint(1996, 2016) for _ in range(21)) + sorted(tilfeldig.randint(2017, 2022) for _ in range(8))
    måneder = [6, 12, 12, 12, 18, 18, 24, 24, 36]
    rader = []
    for nummer, utgitt in enumerate(år, start=1):
        ny = nummer > 21
        region = tilfeldig.choices(["us", "eu", "an"], [11, 13, 5] if nummer > 9 else [8, 1, 1])[0]
        varighet = 72 if nummer == 14 else tilfeldig.choice(måneder)
        n_ips = max(20, round(math.exp(tilfeldig.gauss(4.45, 0.5))))
        n_kontroll = max(20, round(n_ips * tilfeldig.uniform(0.85, 1.1)))
        rad = {
            "studie": f"Sim {nummer:02d}",
            "år": utgitt,
            "gruppe": "oppdatert" if nummer == 14 else "ny" if ny else "tidligere",
            "inngang": "ny" if ny else "tidligere",
            "region": region,
            "måneder": varighet,
            "målgruppe": "psykisk",
        }
        grunn = 1 / (1 + math.exp(-tilfeldig.gauss(math.log(0.27 / 0.73), 0.45)))
        med_ips = min(0.85, grunn * math.exp(tilfeldig.gauss(math.log(2.15), 0.25)))
        rad |= {
            "x_ips": antall(tilfeldig, n_ips, med_ips),
            "n_ips": n_ips,
            "x_kontroll": antall(tilfeldig, n_kontroll, grunn),
            "n_kontroll": n_kontroll,
        }
        for navn, hvilke, snitt, effekt, mellom, spredning, desimaler in [
            ("dager", (3, 5, 8, 10, 12, 14, 17, 19, 22, 24, 26, 28), 48, 14, 8, 58, 1),
            ("inntekt", (5, 8, 11, 14, 16, 19, 23, 24, 27, 29), 38, 2.7, 0.6, 17.5, 1),
            ("livskvalitet", (4, 10, 12, 15, 17, 22, 25, 26, 29), 52, 0.6, 0.8, 14, 1),
        ]:
            if nummer in hvilke:
                nivå = tilfeldig.gauss(snitt, snitt * 0.08)
                egen = tilfeldig.gauss(effekt, mellom)
                for arm, størrelse, verdi in [("ips", n_ips, nivå + egen), ("kontroll", n_kontroll, nivå)]:
                    m, s = gruppe(tilfeldig, round(størrelse * tilfeldig.uniform(0.82, 0.98)), verdi, spredning, desimaler)
                    rad |= {f"{navn}_{arm}": m, f"{navn}_sd_{arm}": s, f"{navn}_n_{arm}": round(størrelse * 0.9)}
        rad["randomisering"] = vurdering(tilfeldig, 0.72, 0.24)
        rad["avvik"] = vurdering(tilfeldig, 0.45, 0.45)
        rad["frafall"] = vurdering(tilfeldig, 0.55, 0.28)
        rad["måling"] = vurdering(tilfeldig, 0.70, 0.24)
        rad["rapportering"] = vurdering(tilfeldig, 0.48, 0.46)
        rader.append(rad)
    rader.append(
        {
            "studie": "Lones 2017", "år": 2017, "gruppe": "ny", "inngang": "ny", "region": "us", "måneder": 6, "målgruppe": "rus",
            "x_ips": 11, "n_ips": 22, "x_kontroll": 1, "n_kontroll": 23,
        }
    )
    return rader


def main():
    kolonner = ["studie", "år", "gruppe", "inngang", "region", "måneder", "målgruppe", "x_ips", "n_ips", "x_kontroll", "n_kontroll"]
    for navn in ["dager", "inntekt", "livskvalitet"]:
        kolonner += [f"{navn}_{del_}" for del_ in ["ips", "sd_ips", "n_ips", "kontroll", "sd_kontroll", "n_kontroll"]]
    kolonner += DOMENER
    with open("studier.csv", "w", encoding="utf-8", newline="\n") as fil:
        fil.write(";".join(kolonner) + "\n")
        for rad in studier():
            celler = [rad.get(kolonne, "") for kolonne in kolonner]
            fil.write(";".join(f"{c:g}".replace(".", ",") if isinstance(c, float) else str(c) for c in celler) + "\n")


if __name__ == "__main__":
    main()
