"""Makes a C++ source of the time zones of telephone numbers: make_number_zones.py OUTPUT

They are those of libphonenumber, as Debian's python3-phonenumbers has them: beginnings of numbers, each with the
names of its zones. Its C++ library comes without."""

import sys

from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

HEAD = """// Made by make_number_zones.py.
#include "adapters/number_plan/number_zones.h"

namespace tipring::number_plan {
namespace {

"""


def main(output):
    if TIMEZONE_LONGEST_PREFIX > 9:
        sys.exit("beginnings of numbers have more digits than number_zones.cpp reads")
    names = sorted({name for zones in TIMEZONE_DATA.values() for name in zones})
    place = {name: at for at, name in enumerate(names)}
    # The same zones belong to many beginnings.
    sets = {zones: 0 for zones in sorted(TIMEZONE_DATA.values())}
    places = []
    for zones in sets:
        sets[zones] = len(places)
        places += [place[name] for name in zones]
    rows = sorted((int(digits), sets[zones], len(zones)) for digits, zones in TIMEZONE_DATA.items())
    with open(output, "w", encoding="ascii") as source:
        source.write(HEAD)
        source.write("constexpr std::string_view names[] = {\n")
        source.writelines(f'    "{name}",\n' for name in names)
        source.write("};\nconstexpr std::uint16_t places[] = {\n")
        source.writelines(f"    {at},\n" for at in places)
        source.write("};\nconstexpr BeginningZones beginnings[] = {\n")
        source.writelines(f"    {{{digits}U, {first}, {count}}},\n" for digits, first, count in rows)
        source.write("};\n\n}  // namespace\n\n")
        source.write("const std::span<const BeginningZones> beginnings_with_zones(beginnings);\n")
        source.write("const std::span<const std::uint16_t> zone_places(places);\n")
        source.write("const std::span<const std::string_view> zone_names(names);\n")
        source.write("\n}  // namespace tipring::number_plan\n")


main(sys.argv[1])
