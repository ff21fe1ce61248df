/criterion_rounding/s/MODE_HALF_UP/MODE_DOWN/
