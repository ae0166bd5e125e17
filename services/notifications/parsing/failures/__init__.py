"""How mail systems say that a mail did not arrive: reports after RFC 3464, and the words of those without."""
