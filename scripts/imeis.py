#!/usr/bin/env python3
"""Prints distinct IMEIs with valid check digits in random order: imeis.py PREFIX COUNT [SEED]"""
import random
import sys


def imei(prefix, number):
    body = f"{prefix}{number:0{14 - len(str(prefix))}d}"
    digits = enumerate(map(int, reversed(body)))
    total = sum(digit if index % 2 else digit * 2 // 10 + digit * 2 % 10 for index, digit in digits)
    return body + str((10 - total % 10) % 10)


def imeis(prefix, count):
    numbers = random.sample(range(10 ** (14 - len(str(prefix)))), count)
    return [imei(prefix, number) for number in numbers]


if __name__ == "__main__":
    random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    print("\n".join(imeis(sys.argv[1], int(sys.argv[2]))))
