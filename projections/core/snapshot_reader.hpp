// A Reader over one snapshot of the key-value store below the local store.
#pragma once

#include "projections/core/committed_rows.hpp"
#include "projections/core/key_value.hpp"
#include "projections/core/reader.hpp"
#include "projections/core/store_layout.hpp"

namespace millrace {

// Thread-safe. Sees nothing that is written after it was made, and nothing that the writer has folded but not yet committed.
class SnapshotReader final : public Reader {
 public:
  // `catching_up`: not all folds are whole in that view; `some_parked`: some may be parked. `shared`: rows that others have read, and which
  // of its commits is the newest that the view holds.
  SnapshotReader(std::shared_ptr<const KeyValue::View> view, std::shared_ptr<const StoreLayout> layout, bool catching_up = false, bool some_parked = true,
                 std::shared_ptr<CommittedRows> shared = {}, std::uint64_t commit = 0)
      : view_(std::move(view)), layout_(std::move(layout)), catching_up_(catching_up), some_parked_(some_parked), shared_(std::move(shared)), commit_(commit) {}

  RowPtr get(const AnyFold&, const Uuid& tenant, const Key&) const override;
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override;
  std::optional<StampedRow> row(const AnyFold&, const Uuid& tenant, const Key&) const override;
  Offset offset(Partition) const override;
  bool parked(const AnyFold&, const Uuid& tenant) const override;
  // Throws std::logic_error for an index that is not there, or that is not kept over all tenants when no tenant is given.
  std::vector<Listed> list(const AnyFold&, std::string_view index, const std::optional<Uuid>& tenant, const Page&) const override;
  bool kept(const AnyFold&, std::string_view index) const override;
  std::vector<Published> feed(Partition, std::string_view channel, Offset after, std::size_t limit) const override;
  Offset feed_floor(Partition) const override;
  Offset feed_floor(Partition, std::string_view channel) const override;
  std::vector<Offset> history(const Uuid& tenant, Offset after, std::size_t limit) const override;
  std::vector<Offset> history_of(const Uuid& tenant, const Uuid& stream, Offset after, std::size_t limit) const override;
  std::vector<Offset> history_back(const Uuid& tenant, const std::optional<Uuid>& stream, Offset before, std::size_t limit) const override;
  std::vector<Offset> history_of_row(const AnyFold&, const Uuid& tenant, const Key&, Offset after, std::size_t limit) const override;
  std::vector<Offset> history_of_row_back(const AnyFold&, const Uuid& tenant, const Key&, Offset before, std::size_t limit) const override;
  std::vector<const AnyFold*> with_history() const override;

 private:
  void need_taken(const AnyFold&, const Uuid& tenant) const;
  std::optional<StampedRow> row_as_it_stood(const AnyFold&, const Uuid& tenant, const Key&) const;
  void need_whole(const AnyFold&, const std::optional<Uuid>& tenant) const;
  std::optional<Checkpoint> checkpoint(Partition) const;
  std::size_t index_named(const AnyFold&, std::string_view name) const;
  std::vector<Offset> offsets(const std::string& newest, const std::string& older, Offset after, std::size_t limit) const;
  std::vector<Offset> offsets_back(const std::string& newest, const std::string& older, Offset before, std::size_t limit) const;

  std::shared_ptr<const KeyValue::View> view_;
  std::shared_ptr<const StoreLayout> layout_;
  bool catching_up_, some_parked_;
  std::shared_ptr<CommittedRows> shared_;          // none: it reads for itself
  std::uint64_t commit_;
};

}  // namespace millrace
