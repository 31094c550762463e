#include "adapters/sip/event_bodies.h"

#include <string_view>

#include "runtime/base/xml_text.h"

namespace tipring::sip {
namespace {

std::string_view word_of(PhoneDialog::State state) {
  switch (state) {
    case PhoneDialog::State::trying:
      return "trying";
    case PhoneDialog::State::early:
      return "early";
    case PhoneDialog::State::confirmed:
      break;
  }
  return "confirmed";
}

}  // namespace

std::string dialog_info(const std::string& entity, std::uint32_t version,
                        const std::vector<PhoneDialog>& dialogs) {
  std::string text =
      "<?xml version=\"1.0\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"" +
      std::to_string(version) + "\" state=\"full\" entity=\"" + xml_text(entity) + "\">\r\n";
  for (const PhoneDialog& dialog : dialogs) {
    text += "<dialog id=\"" + to_string(dialog.leg) + "\" direction=\"" +
            (dialog.phone_called ? "initiator" : "recipient") + "\"><state>" +
            std::string(word_of(dialog.state)) + "</state></dialog>\r\n";
  }
  return text + "</dialog-info>\r\n";
}

std::string message_summary(const std::string& account, const MessagesWaiting& waiting) {
  return std::string("Messages-Waiting: ") + (waiting.fresh > 0 ? "yes" : "no") +
         "\r\nMessage-Account: " + account + "\r\nVoice-Message: " + std::to_string(waiting.fresh) + "/" +
         std::to_string(waiting.old) + "\r\n";
}

}  // namespace tipring::sip
