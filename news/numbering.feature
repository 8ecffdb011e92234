Gapless document numbers by department and year, with a pattern and moment of your choice, and a number register.
