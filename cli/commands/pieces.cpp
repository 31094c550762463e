#include "cli/commands/pieces.h"

#include <utility>

#include "cli/output/field.h"

namespace tipring::cli {

Result<Json> all_pieces(const Console& console, const ConnectionOptions& options, const std::string& method,
                        Json params, const std::string& rows, const std::string& key) {
  auto client = connect(console, options);
  if (!client) return client.error();
  Json all = Json::array();
  for (;;) {
    auto answer = client->call(method, params, options.timeout);
    if (!answer) return answer.error();
    const Json& piece = value_at(answer.value(), rows);
    if (!piece.is_array())
      return Error{"bad-answer", "the runtime's answer has no \"" + rows + "\": is it of another version?"};
    for (const Json& row : piece)
      all.push_back(row);
    if (answer->value("complete", true) || piece.empty()) return all;
    params["after"] = value_at(all.back(), key);
  }
}

}  // namespace tipring::cli
