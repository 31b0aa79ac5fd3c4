#include "emulator/storage/catalogue_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class CatalogueStoreTest : public StoreTest {
 protected:
  CatalogueStore catalogue{*database};
  const ProductRow product{0,          "name",   "code",           "prod-1", "title",
                           "contract", "legacy", "http://landing", kNow};
};

TEST_F(CatalogueStoreTest, AProductIsFoundByIdNameAndCode) {
  const auto id = catalogue.put(product);

  for (const auto& found :
       {catalogue.product(id), catalogue.product_named("name"), catalogue.product_coded("code")}) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->name, "name");
    EXPECT_EQ(found->code, "code");
    EXPECT_EQ(found->product_id, "prod-1");
    EXPECT_EQ(found->title, "title");
    EXPECT_EQ(found->model, "contract");
    EXPECT_EQ(found->generation, "legacy");
    EXPECT_EQ(found->landing_page, "http://landing");
    EXPECT_EQ(found->created, kNow);
  }
  EXPECT_FALSE(catalogue.product_coded("CODE"));
  EXPECT_FALSE(catalogue.product_named("code"));
}

TEST_F(CatalogueStoreTest, ProductsAreInTheOrderTheyWereMade) {
  auto other = product;
  other.name = "a";
  other.code = "z";
  catalogue.put(product);
  catalogue.put(other);

  ASSERT_EQ(catalogue.products().size(), 2);
  EXPECT_EQ(catalogue.products()[1].name, "a");
}

TEST_F(CatalogueStoreTest, DimensionsAreReplacedTogether) {
  catalogue.put_dimensions(1, {{"b", true, false, "0.1"}, {"a", false, true, "2"}});
  catalogue.put_dimensions(2, {{"c", true, false, "0.1"}});

  const auto two = catalogue.dimensions(1);
  ASSERT_EQ(two.size(), 2);
  EXPECT_EQ(two[0].name, "a");
  EXPECT_TRUE(two[0].entitled);
  EXPECT_EQ(catalogue.dimension(1, "b")->price, "0.1");

  catalogue.put_dimensions(1, {{"d", true, true, "1"}});
  EXPECT_FALSE(catalogue.dimension(1, "b"));
  EXPECT_FALSE(catalogue.dimension(1, "c"));
  EXPECT_TRUE(catalogue.dimension(2, "c"));
}

TEST_F(CatalogueStoreTest, AnOfferIsFoundByName) {
  const auto id = catalogue.put(OfferRow{0, "special", "offer-1", 3, "private", "{}", "1y"});

  const auto found = catalogue.offer_named("special");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, id);
  EXPECT_EQ(found->product, 3);
  EXPECT_EQ(found->duration, "1y");
  EXPECT_FALSE(catalogue.offer_named("offer-1"));
}

TEST_F(CatalogueStoreTest, ABuyerIsFoundByEveryName) {
  const auto id = catalogue.put(BuyerRow{0, "ann", "111122223333", "customer", true});

  for (const auto& found : {catalogue.buyer(id), catalogue.buyer_named("ann"),
                            catalogue.buyer_with_account("111122223333"),
                            catalogue.buyer_with_identifier("customer")}) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->name, "ann");
    EXPECT_TRUE(found->suspended);
  }
  EXPECT_FALSE(catalogue.buyer_with_identifier("CUSTOMER"));
  EXPECT_EQ(catalogue.buyers().size(), 1);
}

}  // namespace
}  // namespace souk::storage
