#include "cli/switchboard/installation_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "adapters/postgres/connection_settings.h"
#include "adapters/sip/listen_url.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/tls_settings.h"
#include "cli/switchboard/listeners.h"
#include "dsl/check/lexer.h"
#include "runtime/contact/carried_headers.h"

namespace tipring::cli {
namespace {

using dsl::Token;
using dsl::TokenKind;

std::string lower_case(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return small;
}

// "tls" of "sip:a@b;transport=tls"; nothing where a URI leaves it open.
std::optional<std::string> transport_named(std::string_view uri) {
  if (lower_case(uri).starts_with("sips:")) return "tls";
  constexpr std::string_view name = ";transport=";
  const std::string small = lower_case(uri.substr(0, uri.find('?')));
  const auto at = small.find(name);
  if (at == std::string::npos) return std::nullopt;
  const auto value = at + name.size();
  return small.substr(value, small.find_first_of(";>", value) - value);
}

std::set<std::string> transports_of(const dsl::Definitions& definitions,
                                    const std::vector<std::string>& instead) {
  std::set<std::string> transports;
  const auto add = [&](const std::string& url) { transports.insert(lower_case(url.substr(0, url.find(':')))); };
  std::ranges::for_each(instead, add);
  if (!instead.empty()) return transports;
  for (const dsl::Listen& listen : definitions.listens)
    add(listen.sip);
  // Where a site names none, the runtime listens so.
  if (transports.empty()) transports = {"udp", "tcp"};
  return transports;
}

std::string not_listened(const std::string& transport, const std::set<std::string>& transports) {
  std::string known;
  for (const std::string& each : transports)
    known += (known.empty() ? "" : " and ") + each;
  return "goes by " + transport + ", which the site does not listen on: it listens on " + known;
}

// Reads the texts of one file for what cannot be done.
class TextReader {
 public:
  TextReader(const dsl::SiteFile& file, const std::set<std::string>& transports,
             std::vector<dsl::Finding>& findings)
      : file_(file), transports_(transports), findings_(findings) {
    dsl::Lexer lexer(file.text);
    for (Token token = lexer.next(); token.kind != TokenKind::end_of_file; token = lexer.next())
      tokens_.push_back(std::move(token));
  }

  void read() {
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (tokens_[at].kind == TokenKind::text) read_target(tokens_[at]);
      if (is_name(at, "connect")) read_connect(at + 1);
    }
  }

 private:
  bool is(std::size_t at, TokenKind kind) const { return at < tokens_.size() && tokens_[at].kind == kind; }
  bool is_name(std::size_t at, std::string_view name) const {
    return is(at, TokenKind::name) && tokens_[at].source == name;
  }
  void report(const Token& token, std::string text) {
    findings_.push_back({dsl::FindingKind::wrong_argument, file_.name, token.position, std::move(text), ""});
  }

  void read_target(const Token& token) {
    if (!lower_case(token.text).starts_with("sip:")) return;
    const auto transport = transport_named(token.text);
    if (transport && !transports_.contains(*transport))
      report(token, "\"" + token.text + "\" " + not_listened(*transport, transports_));
  }

  // The table that connect is given.
  void read_connect(std::size_t at) {
    if (is(at, TokenKind::left_parenthesis)) ++at;
    if (!is(at, TokenKind::left_brace)) return;
    int depth = 0;
    for (; at < tokens_.size(); ++at) {
      if (is(at, TokenKind::left_brace)) ++depth;
      if (is(at, TokenKind::right_brace) && --depth == 0) return;
      const bool table = is(at + 1, TokenKind::assign) && is(at + 2, TokenKind::left_brace);
      if (depth == 1 && table && is_name(at, "carry")) read_names(at + 3, false);
      if (depth == 1 && table && is_name(at, "headers")) read_names(at + 3, true);
    }
  }

  // `keys`: the names are { ["Name"] = "text" } and { Name = "text" }, else { "Name" }.
  void read_names(std::size_t at, bool keys) {
    for (; at < tokens_.size() && !is(at, TokenKind::right_brace); ++at) {
      const bool bracketed = is(at - 1, TokenKind::left_bracket);
      const bool key = keys && (bracketed || (is(at, TokenKind::name) && is(at + 1, TokenKind::assign)));
      if (keys ? !key : !is(at, TokenKind::text)) continue;
      const Token& token = tokens_[at];
      const std::string name = token.kind == TokenKind::text ? token.text : std::string(token.source);
      if (may_be_carried(name)) continue;
      report(token, "header \"" + name + "\" cannot be " + (keys ? "set" : "carried along") +
                        ": names begin with X- or are such as User-to-User");
    }
  }

  const dsl::SiteFile& file_;
  const std::set<std::string>& transports_;
  std::vector<dsl::Finding>& findings_;
  std::vector<Token> tokens_;
};

void check_trunks(const dsl::Definitions& definitions, const std::set<std::string>& transports,
                  std::vector<dsl::Finding>& findings) {
  for (const auto& [name, trunk] : definitions.trunks) {
    const auto report = [&findings, &of = name, &where = trunk.position](const std::string& text) {
      findings.push_back({dsl::FindingKind::wrong_argument,
                          where.file,
                          {static_cast<std::uint32_t>(std::max(where.line, 1)), 1},
                          "trunk \"" + of + "\" " + text,
                          ""});
    };
    const auto transport = transport_named(trunk.sip);
    // One that names none is reached by UDP, or else by TCP.
    if (transport ? !transports.contains(*transport)
                  : !transports.contains("udp") && !transports.contains("tcp")) {
      report(not_listened(transport.value_or("udp"), transports));
    } else if (const auto host = sip::host_question_of(trunk.sip); !host) {
      report("leads nowhere: " + host.error().text);
    }
  }
}

bool uses_tls(const dsl::Listen& listen) {
  return listen.sip.starts_with("tls://");
}

std::vector<std::string> files_of(const sip::TlsSettings& settings) {
  std::vector<std::string> files{settings.certificate, settings.key, settings.trust};
  std::erase(files, std::string());
  return files;
}

bool is_there(const std::string& file) {
  std::error_code unreadable;
  return std::filesystem::exists(file, unreadable);
}

void check_certificates(const dsl::Definitions& definitions, const std::filesystem::path& site_folder,
                        std::vector<dsl::Finding>& findings) {
  for (const dsl::Listen& listen : definitions.listens) {
    if (!uses_tls(listen)) continue;
    const sip::TlsSettings settings = tls_settings(listen, site_folder);
    const auto files = files_of(settings);
    if (!std::ranges::all_of(files, is_there)) continue;
    if (const auto usable = sip::check_files(settings); !usable)
      findings.push_back({dsl::FindingKind::wrong_argument,
                          listen.position.file,
                          {static_cast<std::uint32_t>(std::max(listen.position.line, 1)), 1},
                          usable.error().text,
                          ""});
  }
}

// What libpq cannot read. Whether a server is there is not asked.
void check_connection(const std::string& word, const std::string& connection, const dsl::SitePosition& position,
                      std::vector<dsl::Finding>& findings) {
  if (connection.empty()) return;
  if (const auto settings = postgres::ConnectionSettings::parse(connection); !settings)
    findings.push_back({dsl::FindingKind::wrong_argument,
                        position.file,
                        {static_cast<std::uint32_t>(std::max(position.line, 1)), 1},
                        word + ": " + settings.error().text,
                        ""});
}

}  // namespace

std::vector<std::string> missing_files(const dsl::Definitions& definitions,
                                       const std::filesystem::path& site_folder) {
  std::vector<std::string> missing;
  for (const dsl::Listen& listen : definitions.listens) {
    if (!uses_tls(listen)) continue;
    for (const std::string& file : files_of(tls_settings(listen, site_folder))) {
      if (!is_there(file))
        missing.push_back(listen.position.file + ":" + std::to_string(listen.position.line) +
                          ": there is no file " + file + ", which " + listen.sip + " needs");
    }
  }
  if (const auto& http = definitions.http; http && !is_there((site_folder / http->trust).string()))
    missing.push_back(http->position.file + ":" + std::to_string(http->position.line) + ": there is no file " +
                      (site_folder / http->trust).string() + ", which http trusts");
  return missing;
}

std::vector<dsl::Finding> installation_findings(const dsl::SiteFiles& files,
                                                const dsl::Definitions& definitions,
                                                const std::filesystem::path& site_folder,
                                                const std::vector<std::string>& listen) {
  std::vector<dsl::Finding> findings;
  const auto transports = transports_of(definitions, listen);
  check_trunks(definitions, transports, findings);
  check_certificates(definitions, site_folder, findings);
  if (const auto& store = definitions.store)
    check_connection("store", store->postgres, store->position, findings);
  if (const auto& records = definitions.records)
    check_connection("records", records->postgres, records->position, findings);
  for (const dsl::SiteFile* file : files.all()) {
    if (file->name.ends_with(".lua")) TextReader(*file, transports, findings).read();
  }
  const auto place = [](const dsl::Finding& finding) {
    return std::tuple(finding.file, finding.position.line, finding.position.column);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const auto& left, const auto& right) { return place(left) < place(right); });
  // The text of a trunk's URI is told with the trunk.
  const auto same_line = [](const dsl::Finding& left, const dsl::Finding& right) {
    return left.file == right.file && left.position.line == right.position.line && left.position.column == 1;
  };
  findings.erase(std::unique(findings.begin(), findings.end(), same_line), findings.end());
  return findings;
}

std::vector<std::string> missing_secrets(const dsl::Definitions& definitions, const SecretFolders& folders) {
  std::vector<std::string> missing;
  const auto look = [&](const dsl::Secret& secret, const dsl::SitePosition& asked) {
    if (auto found = read_secret(folders, secret, asked); !found) missing.push_back(found.error().text);
  };
  for (const auto& [name, phone] : definitions.phones)
    look(phone.password, phone.position);
  for (const auto& [name, trunk] : definitions.trunks) {
    if (trunk.password) look(*trunk.password, trunk.position);
  }
  return missing;
}

}  // namespace tipring::cli
