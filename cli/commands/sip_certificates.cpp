#include <memory>

#include "cli/commands/connection.h"
#include "cli/commands/sip_commands.h"

namespace tipring::cli {
namespace {

struct CertificateOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
};

const std::vector<Field> certificate_fields{{.key = "address"},
                                            {.key = "names", .may_be_cut = true},
                                            {.key = "issuer", .may_be_cut = true},
                                            {.key = "until", .kind = FieldKind::time},
                                            {.key = "left", .kind = FieldKind::span},
                                            {.key = "file", .may_be_cut = true}};

void add_certificate_command(CommandLine& line, CLI::App& group, const std::string& name,
                             const std::string& description, const char* method) {
  const auto options = std::make_shared<CertificateOptions>();
  auto& command = line.add_command(group, name, description, [&line, options, method] {
    auto answer = ask(line.console(), options->connection, method, Json::object());
    if (!answer) return Result<void>(answer.error());
    Renderer(line.console(), options->format).list(certificate_fields, answer->at("certificates"));
    return Result<void>();
  });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace

void add_sip_certificate_commands(CommandLine& line, CLI::App& group) {
  auto& certificates =
      line.add_group(group, "certificates", "List the certificates shown over TLS, or read them again.");
  add_certificate_command(line, certificates, "ls", "List the certificates that are shown over TLS.",
                          "sip.certificates");
  add_certificate_command(line, certificates, "reload",
                          "Read the files of the certificates again, for connections from now on.",
                          "sip.reload_certificates");
}

}  // namespace tipring::cli
