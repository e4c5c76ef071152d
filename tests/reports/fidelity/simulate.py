"""Simulated fidelity reviews of 43 services and their participants, with a seed: no real service."""
import csv
import random

random.seed(20261122)
PLACES = [
    "Asker", "Alta", "Arendal", "Bergen nord", "Bergen sør", "Bodø", "Bærum", "Drammen", "Elverum", "Florø", "Fredrikstad",
    "Førde", "Gjøvik", "Halden", "Hamar", "Hammerfest", "Harstad", "Haugesund", "Horten", "Kongsberg", "Kristiansand",
    "Kristiansund", "Larvik", "Levanger", "Lillehammer", "Mo i Rana", "Molde", "Moss", "Namsos", "Narvik", "Oslo nord",
    "Oslo sør", "Oslo vest", "Sandnes", "Sarpsborg", "Skien", "Stavanger", "Steinkjer", "Tromsø", "Trondheim", "Tønsberg",
    "Volda", "Ålesund",
]
HARD = [0.5, 0.7, 0.4, -0.2, 0.0, -0.3, 0.1, 0.0, 0.6, 0.2, -0.6, -0.1, -0.2, -0.4, 0.3, 0.5, 0.1, -0.7, -0.4, 0.2, 0.1, 0.6, 0.0, 0.3, -0.5]
SIZE = {"Volda": 6, "Florø": 7, "Hammerfest": 9}


def items(level):
    return [min(5, max(1, round(3.4 + level + hard + random.gauss(0, 0.75)))) for hard in HARD]


reviews, persons, number = [], [], 0
for place in PLACES:
    level = random.gauss(0, 0.45)
    size = SIZE.get(place, random.randint(12, 46))
    times = 1 if place in ("Volda", "Namsos", "Halden") else 2 if random.random() < 0.3 else 3
    for review in range(3 - times, 3):
        points = items(level + 0.22 * review)
        row = [place, 2022 + review] + points
        if (place, review) == ("Moss", 1):
            row[9] = ""
        reviews.append(row)
    total = sum(reviews[-1][2:])
    middle = random.gauss(0, 0.55)
    for _ in range(size):
        number += 1
        age = random.randint(18, 58)
        low = random.random() < 0.4
        logit = -0.75 + 0.018 * (total - 95) + middle - 0.015 * (age - 35) - 0.4 * low
        work = int(random.random() < 1 / (1 + pow(2.718281828459045, -logit)))
        persons.append([number, place, age, "grunnskole" if low else "videregående", "" if random.random() < 0.02 else work])
# In one small service nobody came into work.
for person in persons:
    if person[1] == "Volda" and person[4] != "":
        person[4] = 0
with open("vurderinger.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file, lineterminator="\n").writerows([["tjeneste", "aar"] + [f"punkt_{item}" for item in range(1, 26)]] + reviews)
with open("deltakere.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file, lineterminator="\n").writerows([["deltaker", "tjeneste", "alder", "utdanning", "i_arbeid"]] + persons)
