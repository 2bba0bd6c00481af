"""Invented people and places for training. Nobody here exists, and nor does the town.

Postcodes begin with ZZ, which no place has; NHS numbers begin with 999, kept for tests; pupil
numbers name an authority that is none; telephone numbers come from the range set aside for drama;
addresses of e-mail end in .example.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

MARK = "(training)"
"""Stands behind places and organisations, which could otherwise be mistaken for real ones."""


@dataclass(frozen=True, slots=True)
class Heritage:
    """Given and family names that go together, so that siblings sound like siblings."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _names(*kinds: str) -> Heritage:
    girls, boys, women, men, families = (tuple(kind.split()) for kind in kinds)
    return Heritage(girls, boys, women, men, families)


HERITAGES: tuple[tuple[int, Heritage], ...] = (
    (
        46,
        _names(
            (
                "Amelia Poppy Ellie Skye Freya Maisie Tilly Jasmine Orla Keira Daisy Lacey Niamh "
                "Erin Bethan"
            ),
            (
                "Alfie Riley Logan Harvey Callum Tyler Rhys Finley Declan Jenson Kian Toby Ewan "
                "Mason Dylan"
            ),
            "Karen Lisa Stacey Leanne Gemma Kelly Donna Siobhan Michelle Tracey Joanne Hayley",
            "Darren Craig Wayne Shaun Lee Gareth Ross Neil Stuart Carl Dean Barry",
            (
                "Ashdown Barlow Cartwell Dunmore Elsworth Fairley Garside Hallam Ingleby Jessop "
                "Kershall "
                "Lomas Merrick Netherby Oakes Penhale Quillan Redfern Stanyer Thackray Underhay "
                "Varley Winslade"
            ),
        ),
    ),
    (
        14,
        _names(
            "Aisha Zara Hafsa Mariam Inaya Safiya Noor Amina Khadija Sumaya",
            "Yusuf Ibrahim Bilal Hamza Zayn Idris Rayan Ismail Haris Musa",
            "Shazia Farah Rubina Saira Nasreen Bushra Uzma",
            "Nadeem Tariq Imran Waqas Adeel Khalid Javed",
            (
                "Akhtarzai Bhattiwala Choudhry Dareshi Farooqi Hashmani Iqbali Jamaldin "
                "Malikzada Rehmani"
            ),
        ),
    ),
    (
        12,
        _names(
            "Temi Adaeze Nia Zuri Ama Simone Kezia Folake Imani Ayana",
            "Kwame Tobi Jermaine Kofi Chidi Malachi Dele Isaiah Tendai Elijah",
            "Blessing Yetunde Comfort Abena Chipo Marcia Gifty",
            "Marcus Desmond Emeka Winston Delroy Kojo Tunde",
            (
                "Abiolade Boakyeman Campbelle Danquadu Ekwensile Francois-Reid Gyamerah "
                "Mensahene Okonlawon Tawiah"
            ),
        ),
    ),
    (
        10,
        _names(
            "Zuzanna Oliwia Maja Ioana Liliana Elena Kamila Daria Anca Viktoria",
            "Jakub Oskar Filip Andrei Mateusz Stefan Luca Tomasz Matei Nikola",
            "Agnieszka Mihaela Dorota Marta Ewelina Simona Beata",
            "Piotr Radu Bogdan Cristian Krzysztof Marek Florin",
            (
                "Balanescu Czarnik Dobrowicz Grigorean Jaworek Kowalin Lewandek Munteanca "
                "Pietrowski Zielonka"
            ),
        ),
    ),
    (
        8,
        _names(
            "Ananya Diya Simran Kavya Jasleen Meera Tanvi Harleen Ishani Priyanka",
            "Arjun Rohan Gurdeep Kiran Dev Jaspal Nikhil Sahil Aarav Manveer",
            "Sunita Manjit Geeta Kamaljit Rekha Anita Parveen",
            "Rajesh Harpreet Vikram Sanjay Balvinder Suresh Amrik",
            (
                "Bhandalia Chahalwar Desaiya Gillon Joshipur Mistrani Pannuwal Raikumar Sandhwal "
                "Thakrani"
            ),
        ),
    ),
    (
        6,
        _names(
            "Lan Mei Linh Yuki Hana Xiu Thuy Suyin",
            "Wei Minh Jun Kenji Bao Duc Ming Tuan",
            "Hui Li Phuong Hoa Ngoc Ying",
            "Quang Chen Jian Hung Bo Tam",
            "Changwei Doanh Fenglai Huangzi Limtao Nguyet Phamlin Zhaoming",
        ),
    ),
    (
        4,
        _names(
            "Rosie-May Shelby Scarlett Margaret Kathleen Bridie",
            "Jimmy-Lee Levi Tommy Danny Patrick Mikey",
            "Noreen Winnie Bernadette Josie Colleen Violet",
            "Felix Eddie Martin Johnny Simey Ned",
            "Connorsby Doranley Loveridgeway Maughanty Priceley Wardlow",
        ),
    ),
)
"""With the share of families each has here; assumed."""

STREETS: tuple[str, ...] = (
    "Alder Row", "Barkwith Street", "Canal Parade", "Dyer's Yard", "Elmshaw Road",
    "Foundry Terrace", "Gasholder Lane", "Hopper Street", "Ironstone Way", "Jubilee Walk",
    "Kiln Close", "Larkmere Avenue", "Mallow Court", "Northbridge Road", "Old Tannery Lane",
    "Pottergate", "Quarry View", "Ropewalk", "Saltersford Drive", "Tollgate Crescent",
    "Upper Mill Street", "Viaduct Place", "Weaver's Green", "Yarrow House",
)  # fmt: skip

NURSERIES = ("Ducklings Nursery", "Little Weavers Nursery", "Mallow Court Pre-school")
PRIMARIES = (
    "Alderbrook Primary School", "Canal Lane Primary School", "Larkmere Primary School",
    "Pottergate Church of England Primary", "St Hild's Catholic Primary School",
    "Quarry View Academy",
)  # fmt: skip
SECONDARIES = (
    "Northbridge High School", "Ropewalk Academy", "Saltersford School",
    "Viaduct Community College",
)  # fmt: skip
COLLEGES = ("Northbridge Sixth Form", "Tollgate College")

SURGERIES = ("Kiln Close Surgery", "Ropewalk Health Centre", "Weaver's Green Practice")
HOSPITAL = "Northbridge Infirmary"
POLICE = "Northbridge police, public protection desk"


@dataclass(frozen=True, slots=True)
class Person:
    """An adult: what they are called, and what they are to the children if anything."""

    name: str
    relation: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.relation}" if self.relation else self.name


def heritage(rng: Random) -> Heritage:
    """One family's names, by the shares above."""
    return rng.choices([h for _, h in HERITAGES], weights=[share for share, _ in HERITAGES])[0]


def family_name(rng: Random, of: Heritage) -> str:
    """A family name, sometimes of two parts."""
    first = rng.choice(of.families)
    if "-" in first or rng.random() > 0.08:
        return first
    second = rng.choice(rng.choice(HERITAGES)[1].families)
    return first if second == first else f"{first}-{second}"


def adult(rng: Random, relation: str = "") -> Person:
    """Somebody of no particular family."""
    of = heritage(rng)
    return Person(f"{rng.choice(of.women + of.men)} {rng.choice(of.families)}", relation)


def man(rng: Random) -> str:
    """A man of no particular family, by his name."""
    of = heritage(rng)
    return f"{rng.choice(of.men)} {rng.choice(of.families)}"


def address(rng: Random) -> str:
    """A home in a town that does not exist."""
    street = rng.choice(STREETS)
    flat = f"Flat {rng.randint(1, 24)}, " if rng.random() < 0.3 else ""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    code = f"ZZ{rng.randint(1, 19)} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"
    return f"{flat}{rng.randint(1, 148)} {street}, Northbridge {code} {MARK}"


def school(rng: Random, age: int) -> str:
    """Where a child of this age would go; nothing for some of the youngest and the oldest."""
    if age < 2:
        return ""
    if age < 4:
        return f"{rng.choice(NURSERIES)} {MARK}" if rng.random() < 0.6 else ""
    if age < 11:
        return f"{rng.choice(PRIMARIES)} {MARK}"
    if age < 16:
        return (
            f"{rng.choice(SECONDARIES)} {MARK}" if rng.random() < 0.95 else "not on a school roll"
        )
    return f"{rng.choice(COLLEGES)} {MARK}" if rng.random() < 0.7 else "not in education or work"


def telephone(rng: Random) -> str:
    """A number nobody answers."""
    return f"01632 960{rng.randint(0, 999):03d}"


def mobile(rng: Random) -> str:
    """A mobile number nobody answers."""
    return f"07700 900{rng.randint(0, 999):03d}"


def nhs_number(rng: Random) -> str:
    """A number of the test range with its check digit."""
    while True:
        digits = [9, 9, 9, *(rng.randint(0, 9) for _ in range(6))]
        check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            text = "".join(map(str, [*digits, check % 11]))
            return f"{text[:3]} {text[3:6]} {text[6:]}"


def upn(rng: Random) -> str:
    """A pupil number of authority 000, which there is none of, with its check letter."""
    digits = "000" + "".join(str(rng.randint(0, 9)) for _ in range(9))
    weighed = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[weighed % 23] + digits
