"""Numbers that only one person has, and what is wrong with one that was written down wrongly.

An NHS number has ten digits, the last checking the others modulo 11 (NHS Data Dictionary). A unique
pupil number is a letter and twelve digits, the last of which may be a letter while it is temporary;
the first letter checks the rest modulo 23 (Department for Education, guide to UPNs).
"""

from __future__ import annotations

import re

NHS_DIGITS = 10
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]")
_SPACED = re.compile(r"[\s\-.]")


def digits_of(nhs_number: str) -> str:
    """The ten digits of an NHS number however it is spaced; blank where it is none."""
    plainly = _SPACED.sub("", nhs_number)
    return plainly if len(plainly) == NHS_DIGITS and plainly.isdecimal() else ""


def upn_of(upn: str) -> str:
    """A unique pupil number in capitals without spaces; blank where it has not that shape."""
    plainly = _SPACED.sub("", upn).upper()
    return plainly if _UPN.fullmatch(plainly) else ""


def wrong_nhs_number(said: str) -> str:
    """What is wrong with an NHS number, in words for whoever typed it; blank where nothing is."""
    if not said.strip():
        return ""
    digits = digits_of(said)
    if not digits.isascii() or not digits:
        return "has not the ten digits of an NHS number; check it, or leave it blank"
    check = 11 - sum(int(digit) * (10 - n) for n, digit in enumerate(digits[:9])) % 11
    if check == 10 or check % 11 != int(digits[9]):
        return "is not an NHS number: its last digit does not fit the others; check it"
    return ""


def wrong_upn(said: str) -> str:
    """What is wrong with a unique pupil number, in words; blank where nothing is."""
    if not said.strip():
        return ""
    upn = upn_of(said)
    if not upn:
        return "has not the shape of a UPN: a letter, then twelve digits; check it"
    last = _UPN_LETTERS.index(upn[12]) if upn[12].isalpha() else int(upn[12])
    total = sum(int(digit) * n for n, digit in enumerate(upn[1:12], start=2)) + last * 13
    if _UPN_LETTERS[total % 23] != upn[0]:
        return "is not a UPN: its first letter does not fit the digits; check it"
    return ""
