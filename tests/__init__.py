"""A package, because a library that lesson 11 compares (infomeasure 0.6.3) installs one of this name, too."""
