#!/usr/bin/env python3
"""Simulerer dataene i eksempelrapporten ips-ung. Ingen virkelige personer, tjenester eller svar.

    python3 simuler.py          # skriver CSV-filene i denne mappen, alltid de samme

Det som er publisert om evalueringen (43 tjenester med til sammen 113 stillinger, målgruppen, og hvilke datakilder som
inngår), styrer oppsettet. Alle andre størrelser er valgt av utfall-prosjektet. Sammenhengene er lagt inn, ikke funnet:
Metodetrohet øker sannsynligheten for å begynne i arbeid, men ikke i utdanning. En avtale med skolene øker sannsynligheten
for å begynne i utdanning og lære, og det gjør også deltakernes egne mål. Frøet er rapportens årstall.
"""

import math
import random

TJENESTER, STILLINGER, MAANEDER, FROE = 43, 113, 24, 2024
LANDSDELER = ["ostlandet"] * 17 + ["sorlandet"] * 6 + ["vestlandet"] * 9 + ["trondelag"] * 5 + ["nord"] * 6
PUNKTER = 25
# Hvor lette punktene er å oppfylle, i den rekkefølgen skalaen har dem: bemanning (1-3), organisering (4-11), tjenester (12-25).
LETTHET = [
    0.9, 1.1, 0.7,
    0.0, -0.3, 0.5, 0.4, -0.1, 0.6, -0.2, -0.4,
    0.1, -0.2, 0.0, -0.3, 0.5, -0.9, -0.7, 0.2, 0.3, 0.8, 0.2, 0.3, -0.1, -0.5,
]


def trekk(tilfeldig, fordeling):
    """Ett av valgene, med sannsynlighetene i `fordeling`."""
    rest = tilfeldig.random()
    for valg, andel in fordeling:
        rest -= andel
        if rest < 0:
            return valg
    return fordeling[-1][0]


def svar(tilfeldig, snitt, spredning=1.0):
    """Et svar fra 1 til 5."""
    return min(5, max(1, round(tilfeldig.gauss(snitt, spredning))))


def tjenester(tilfeldig):
    """Tjenestene: stillinger, landsdel, skoleavtale og to kvalitetsevalueringer."""
    stillinger = [2] * TJENESTER
    for _ in range(STILLINGER - 2 * TJENESTER):
        # En tredje, fjerde eller femte stilling et tilfeldig sted.
        stillinger[trekk(tilfeldig, [(n, 1 / TJENESTER) for n in range(TJENESTER)])] += 1
    landsdeler = LANDSDELER[:]
    tilfeldig.shuffle(landsdeler)
    alle = []
    for nummer in range(TJENESTER):
        kvalitet = tilfeldig.gauss(0, 0.45)
        tjeneste = {
            "tjeneste": f"T{nummer + 1:02}",
            "landsdel": landsdeler[nummer],
            "stillinger": stillinger[nummer],
            # Tjenester med høy metodetrohet har noe oftere avtale med skolene.
            "skoleavtale": int(tilfeldig.random() < 0.45 + 0.15 * kvalitet),
            "egenart": tilfeldig.gauss(0, 0.22),
            "runder": [],
        }
        for loeft in (-0.35, 0.0):
            punkter = [
                min(5, max(1, round(3.95 + loeft + kvalitet + lett * 0.8 + tilfeldig.gauss(0, 0.6)))) for lett in LETTHET
            ]
            tjeneste["runder"].append(punkter)
        tjeneste["metodetrohet"] = sum(tjeneste["runder"][-1])
        alle.append(tjeneste)
    return alle


def deltaker(tilfeldig, nummer, tjeneste):
    """En deltaker, med måned for måned i arbeid, utdanning og lære."""
    person = {
        "person": nummer,
        "tjeneste": tjeneste["tjeneste"],
        "alder": min(29, max(16, round(tilfeldig.gauss(22.4, 3.2)))),
        "kjonn": trekk(tilfeldig, [("kvinne", 0.47), ("mann", 0.53)]),
        "maalgruppe": trekk(tilfeldig, [("psykisk", 0.66), ("rus", 0.15), ("nedsatt", 0.19)]),
    }
    voksen = person["alder"] >= 19
    person["utdanning"] = trekk(tilfeldig, [("grunnskole", 0.60), ("videregaende", 0.40)]) if voksen else "grunnskole"
    ung = person["alder"] < 21
    maal = [("arbeid", 0.50), ("utdanning", 0.31), ("laere", 0.19)] if ung else [("arbeid", 0.66), ("utdanning", 0.25), ("laere", 0.09)]
    person["maal"] = trekk(tilfeldig, maal)

    egen = tilfeldig.gauss(0, 0.45)
    trohet = (tjeneste["metodetrohet"] - 100) / 10
    vgs = person["utdanning"] == "videregaende"
    arbeid = math.log(0.034) + tjeneste["egenart"] + egen + 0.16 * trohet + 0.30 * vgs
    arbeid += {"psykisk": 0.0, "rus": -0.20, "nedsatt": -0.15}[person["maalgruppe"]] + 0.35 * (person["maal"] == "arbeid")
    utdanning = math.log(0.0095) + 0.5 * tjeneste["egenart"] + egen + 0.55 * tjeneste["skoleavtale"] + 0.30 * ung
    utdanning += 1.10 * (person["maal"] == "utdanning") - 0.45 * (person["maalgruppe"] == "rus")
    laere = math.log(0.0030) + egen + 0.40 * tjeneste["skoleavtale"] + 1.75 * (person["maal"] == "laere") + 0.25 * ung
    inn = {"arbeid": math.exp(arbeid), "utdanning": math.exp(utdanning), "laere": math.exp(laere)}
    ut = {"arbeid": 0.050 * math.exp(-0.3 * egen), "utdanning": 0.030, "laere": 0.018}

    tilstand, ekstrajobb, forste, tid, rader = None, False, "ingen", MAANEDER, []
    for maaned in range(1, MAANEDER + 1):
        if tilstand and tilfeldig.random() < ut[tilstand]:
            tilstand = None
        elif not tilstand:
            ramme = min(1.0, maaned / 4)
            tilstand = trekk(tilfeldig, [(navn, ramme * styrke) for navn, styrke in inn.items()] + [(None, 1.0)])
            ekstrajobb = tilstand == "utdanning" and tilfeldig.random() < 0.18
            if tilstand and forste == "ingen":
                forste, tid = tilstand, maaned
        if tilstand:
            i_arbeid = int(tilstand == "arbeid" or ekstrajobb and tilstand == "utdanning")
            rader.append((nummer, maaned, i_arbeid, int(tilstand == "utdanning"), int(tilstand == "laere")))
    person.update(forste=forste, forste_maaned=tid, rader=rader)
    return person


def skriv(fil, navn, rader):
    with open(fil, "w", encoding="utf-8", newline="\n") as ut:
        ut.write(";".join(navn) + "\n")
        for rad in rader:
            ut.write(";".join("" if verdi is None else str(verdi) for verdi in rad) + "\n")


def main():
    tilfeldig = random.Random(FROE)
    steder = tjenester(tilfeldig)
    personer = []
    for sted in steder:
        for _ in range(sted["stillinger"] * 12 + tilfeldig.randrange(-4, 9)):
            personer.append(deltaker(tilfeldig, len(personer) + 1, sted))

    felter = ["person", "tjeneste", "alder", "kjonn", "maalgruppe", "utdanning", "maal", "forste", "forste_maaned"]
    skriv("deltakere.csv", felter, [[p[felt] for felt in felter] for p in personer])
    skriv("maaneder.csv", ["person", "maaned", "arbeid", "utdanning", "laere"], [rad for p in personer for rad in p["rader"]])

    # Tjenestene, med andelene blant deltakerne ved 12 måneder, regnet av de samme månedene.
    rader = []
    for sted in steder:
        egne = [p for p in personer if p["tjeneste"] == sted["tjeneste"]]
        tolvte = [rad for p in egne for rad in p["rader"] if rad[1] == 12]
        andel = lambda treff: f"{sum(treff) / len(egne):.6f}"
        rader.append([
            sted["tjeneste"], sted["landsdel"], sted["stillinger"], sted["skoleavtale"], sted["metodetrohet"], len(egne),
            andel(r[2] for r in tolvte), andel(r[3] for r in tolvte), andel(r[4] for r in tolvte), andel(1 for _ in tolvte),
        ])
    navn = ["tjeneste", "landsdel", "stillinger", "skoleavtale", "metodetrohet", "deltakere", "arbeid_12", "utdanning_12", "laere_12", "aktivitet_12"]
    skriv("tjenester.csv", navn, rader)

    # Kvalitetsevalueringene, en rad for hver tjeneste og runde; i tolv av den andre runden skåret også en observatør.
    punkter = [f"p{n}" for n in range(1, PUNKTER + 1)]
    evalueringer, observerte = [], []
    utvalg = set(tilfeldig.sample(range(TJENESTER), 12))
    for nummer, sted in enumerate(steder):
        for runde, skaar in enumerate(sted["runder"], start=1):
            evalueringer.append([f"{sted['tjeneste']}-{runde}", sted["tjeneste"], runde, sum(skaar)] + skaar)
        if nummer in utvalg:
            lest = [min(5, max(1, s + trekk(tilfeldig, [(-1, 0.22), (1, 0.16), (0, 0.62)]))) for s in sted["runder"][-1]]
            observerte.append([sted["tjeneste"], sum(sted["runder"][-1]), sum(lest)])
    skriv("evalueringer.csv", ["evaluering", "tjeneste", "runde", "sum"] + punkter, evalueringer)
    skriv("observerte.csv", ["tjeneste", "evaluator", "observator"], observerte)

    # Jobbspesialistene: 113 fikk skjemaet.
    spesialister = []
    for sted in steder:
        for _ in range(sted["stillinger"]):
            if tilfeldig.random() < 0.83:
                felles = tilfeldig.gauss(0.45 * sted["skoleavtale"] - 0.2, 0.65)
                snitt = [3.3 + felles, 2.9 + felles, 2.8 + felles, 3.6 - 0.7 * felles, 3.2 + 0.8 * felles, 2.9, 2.6, 3.9]
                gitt = [None if tilfeldig.random() < 0.02 else svar(tilfeldig, s, 0.85) for s in snitt]
                spesialister.append([len(spesialister) + 1, sted["tjeneste"], sted["skoleavtale"]] + gitt)
    skriv("jobbspesialister.csv", ["nummer", "tjeneste", "skoleavtale"] + [f"s{n}" for n in range(1, 9)], spesialister)

    # Samarbeidspartnere i skole, Nav og helsetjenesten, og et utvalg av deltakerne.
    partnere = []
    for nummer in range(1, 77):
        rolle = trekk(tilfeldig, [("skole", 0.42), ("nav", 0.33), ("helse", 0.25)])
        snitt = [3.6, 3.1 - 0.3 * (rolle == "skole"), 3.4, 3.8]
        partnere.append([nummer, rolle] + [None if tilfeldig.random() < 0.02 else svar(tilfeldig, s) for s in snitt])
    skriv("partnere.csv", ["nummer", "rolle"] + [f"p{n}" for n in range(1, 5)], partnere)
    deltakersvar = []
    for p in personer:
        if tilfeldig.random() < 0.42:
            trivsel = tilfeldig.gauss(0, 0.6)
            snitt = [4.1, 3.8, 3.2, 3.4, 3.1, 4.0]
            gitt = [None if tilfeldig.random() < 0.03 else svar(tilfeldig, s + trivsel, 1.05) for s in snitt]
            deltakersvar.append([p["person"], p["tjeneste"]] + gitt)
    skriv("deltakersvar.csv", ["person", "tjeneste"] + [f"d{n}" for n in range(1, 7)], deltakersvar)


if __name__ == "__main__":
    main()
