"""How figures are said wherever they are said: in every 100, plurals, what must be known of a currency."""
