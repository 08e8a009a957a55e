// SPDX-License-Identifier: Apache-2.0
#include "post/schema.h"

#include "database/schema.h"
#include "post_migrations.h"

namespace portolan::post {

Result<void> migrate(database::Database& database) {
  constexpr database::Schema kSchema = {
      .versions = "post_versions", .subject = "this post has", .scripts = kMigrations};
  return database::migrate(database, kSchema);
}

}  // namespace portolan::post
