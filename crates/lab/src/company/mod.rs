//! Who works where, what happens on a day, and what an attacker does in between.
