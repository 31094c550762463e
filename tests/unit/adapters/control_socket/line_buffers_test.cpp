#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/control_socket/line_reader.h"
#include "adapters/control_socket/output_buffer.h"

namespace tipring::control_socket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(LineReader& reader) {
  std::vector<std::string> lines;
  while (const auto line = reader.next())
    lines.emplace_back(*line);
  return lines;
}

TEST(LineReader, GivesLinesHoweverTheyArrive) {
  for (std::size_t piece = 1; piece <= 12; ++piece) {
    LineReader reader(10);
    std::vector<std::string> lines;
    const std::string stream = "one\n\ntwo\nthree\n";
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      reader.append(stream.substr(at, piece));
      for (auto& line : lines_of(reader))
        lines.push_back(std::move(line));
    }
    EXPECT_THAT(lines, ElementsAre("one", "", "two", "three")) << piece;
  }
}

TEST(LineReader, TakesAnUnfinishedLineForTheLast) {
  LineReader reader(10);
  reader.append("one\ntw");
  EXPECT_THAT(lines_of(reader), ElementsAre("one"));
  reader.finish();
  EXPECT_THAT(lines_of(reader), ElementsAre("tw"));
  reader.finish();
  EXPECT_THAT(lines_of(reader), IsEmpty());
}

TEST(LineReader, TellsALineThatIsTooLongBeforeItsEnd) {
  LineReader reader(4);
  reader.append("four\n");
  EXPECT_FALSE(reader.too_long());
  EXPECT_THAT(lines_of(reader), ElementsAre("four"));
  reader.append("five!");
  EXPECT_TRUE(reader.too_long());
  EXPECT_FALSE(reader.has_line());
  reader.append("\nsix\n");
  EXPECT_TRUE(reader.too_long());
  EXPECT_THAT(lines_of(reader), IsEmpty());
}

TEST(LineReader, GivesTheLinesBeforeOneThatIsTooLong) {
  LineReader reader(4);
  reader.append("one\ntwo\nfive!\n");
  EXPECT_FALSE(reader.too_long());
  EXPECT_THAT(lines_of(reader), ElementsAre("one", "two"));
  EXPECT_TRUE(reader.too_long());
}

TEST(OutputBuffer, SendsEveryByteOnceInOrder) {
  OutputBuffer buffer;
  std::string sent;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string line(static_cast<std::size_t>(i % 7), 'x');
    buffer.append(line);
    expected += line + "\n";
    const auto some = buffer.unsent().substr(0, static_cast<std::size_t>(i % 5));
    sent += some;
    buffer.sent(some.size());
  }
  sent += buffer.unsent();
  EXPECT_EQ(sent, expected);
  buffer.sent(buffer.size());
  EXPECT_TRUE(buffer.empty());
}

TEST(OutputBuffer, FinishesTheLineItHasBegunWhenTheRestIsDropped) {
  OutputBuffer buffer;
  buffer.append("begun");
  buffer.append("unbegun");
  buffer.sent(2);
  buffer.drop_unbegun();
  EXPECT_EQ(buffer.unsent(), "gun\n");
}

TEST(OutputBuffer, DropsAllWhenNoLineIsBegun) {
  OutputBuffer buffer;
  buffer.append("sent");
  buffer.append("not begun, and long enough for the buffer to be moved");
  buffer.sent(5);
  buffer.drop_unbegun();
  EXPECT_TRUE(buffer.empty());
  buffer.append("last");
  EXPECT_EQ(buffer.unsent(), "last\n");
}

TEST(OutputBuffer, KnowsABegunLineAfterItWasMoved) {
  OutputBuffer buffer;
  buffer.append(std::string(100, 'a'));
  buffer.append("bc");
  buffer.append("d");
  buffer.sent(102);
  buffer.drop_unbegun();
  EXPECT_EQ(buffer.unsent(), "c\n");
}

}  // namespace
}  // namespace tipring::control_socket
