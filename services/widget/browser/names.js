/**
 * The name of the database, and of locks and channels, of what waits to be sent to a desk. It belongs to the host's page:
 * other helpdesks and other desks may be there, too.
 * @param {string} desk its token
 */
export const databaseOf = (desk) => `helpdesk-widget ${desk}`;
