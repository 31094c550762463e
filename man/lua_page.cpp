#include <fstream>
#include <iostream>

#include "dsl/words/words.h"

// Writes tipring-lua(7): lua_page VERSION FILE.
int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: tipring_lua_page VERSION FILE\n";
    return 2;
  }
  std::ofstream file(arguments[2]);
  file << tipring::dsl::manual_page(tipring::dsl::all_words(), arguments[1]);
  return file.good() ? 0 : 1;
}
