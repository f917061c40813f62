//! Random choices that depend only on the seed.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};

/// A source of random choices.
pub struct Random(StdRng);

impl Random {
    /// Creates a source. The same seed always yields the same choices.
    pub fn new(seed: u64) -> Random {
        Random(StdRng::seed_from_u64(seed))
    }

    /// Returns a number from `low` to `high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        self.0.random_range(low..=high)
    }

    /// Returns `true` in this percentage of cases.
    pub fn percent(&mut self, share: usize) -> bool {
        self.between(1, 100) <= share
    }

    /// Returns one of the choices.
    pub fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices.choose(&mut self.0).expect("there is a choice").clone()
    }

    /// Returns one of the choices, according to their weights.
    pub fn weighted<T: Clone>(&mut self, choices: &[(usize, T)]) -> T {
        let total: usize = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.between(1, total);
        for (weight, choice) in choices {
            if left <= *weight {
                return choice.clone();
            }
            left -= weight;
        }
        unreachable!("the weights add up to the total")
    }

    /// Puts the items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// Returns the pattern with random characters: `d` becomes a digit, `L` a capital letter, `A` a digit or capital
    /// letter, and `x` a hexadecimal digit.
    pub fn text(&mut self, pattern: &str) -> String {
        const DIGITS_AND_LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let random_character = |range: std::ops::RangeInclusive<usize>, random: &mut Random| {
            let at = random.between(*range.start(), *range.end());
            DIGITS_AND_LETTERS[at] as char
        };
        let one = |c| match c {
            'd' => random_character(0..=9, self),
            'L' => random_character(10..=35, self),
            'A' => random_character(0..=35, self),
            'x' => random_character(0..=15, self),
            _ => c,
        };
        pattern.chars().map(one).collect()
    }

    /// Returns this number of random digits.
    pub fn digits(&mut self, count: usize) -> String {
        self.text(&"d".repeat(count))
    }
}
