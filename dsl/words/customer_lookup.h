#pragma once

#include <functional>
#include <string>

#include "dsl/words/definitions.h"
#include "runtime/contact/contact.h"
#include "runtime/ports/database.h"

namespace tipring::dsl {

/// What asks the store for the customers with that phone, mail or id: the site's Definitions::customers has
/// such a key. Two rows at most are of interest.
DatabaseRequest customer_request(const Definitions& definitions, const std::string& key,
                                 const std::string& value);

/// What the rows of such a request tell. What does not fit the type of its column is left out, which `misfit`
/// is told with the column's name.
CustomerFacts customer_facts(const CustomersDefinition& customers, const DatabaseRows& rows,
                             const std::function<void(const std::string& column)>& misfit);

/// Somebody whom the store does not know.
CustomerFacts unknown_customer();

}  // namespace tipring::dsl
